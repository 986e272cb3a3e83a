import type { LogEntry } from '../../git/log-parser.ts';
import type { Change, Spot } from '../rules/tap.ts';

/** A path in a clone, from one commit back. */
export interface GitSpot extends Spot {
  /** The oid of the newest commit that counts. */
  readonly from: string;
}

/** A change of a formula file, with the commit that made it. */
export interface GitChange extends Change {
  readonly commit: LogEntry['commit'];
  /** Octal; `120000` is a symbolic link. */
  readonly newMode: string;
  /** Reads the file as it is after the change; undefined if it was deleted or is larger than 4 MiB. */
  text(): Promise<Uint8Array | undefined>;
}
