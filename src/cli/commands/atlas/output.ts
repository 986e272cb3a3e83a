import { UsageError } from '../../../core/errors.ts';
import { requireStandardOutput } from '../../arguments/destination.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { placeResult } from '../../place-result.ts';
import type { Session } from '../../session.ts';

/** Where a file goes that an action makes. */
export interface Output {
  /** Undefined for standard output. */
  readonly path: string | undefined;
  /** Writes it whole or not at all, over other bytes only with `--force`. Throws `FileExistsError` or `StoreError`. */
  place(bytes: Uint8Array): Promise<void>;
}

/** Gives the place that an option names: a file, or `-` for standard output. Throws {@link UsageError}. */
export function outputTo(file: string, force: boolean, session: Session): Output {
  if (file === '-') {
    requireStandardOutput(session, { what: 'a file' });
    return { path: undefined, place: (bytes) => session.print(bytes) };
  }
  const path = session.resolvePath(file);
  return { path, place: (bytes) => placeResult(bytes, path, force) };
}

/** Reads `--output`; undefined where it is not given. Throws {@link UsageError}. */
export function readOutput(args: Arguments, session: Session): Output | undefined {
  const file = args.text('output');
  return file === undefined ? undefined : outputTo(file, args.flag('force'), session);
}

/** As {@link readOutput}, for an action that needs it. Throws {@link UsageError}. */
export function requireOutput(args: Arguments, session: Session, action: string): Output {
  const output = readOutput(args, session);
  if (output !== undefined) return output;
  throw new UsageError(`atlas ${action} needs --output: where the file goes`, {
    hint: `Run brewpull atlas ${action} … -o team.answers.`,
  });
}
