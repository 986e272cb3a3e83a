import type { Commit } from '../core/commit.ts';
import { formatTime } from '../core/iso-time.ts';

/** One path that a commit changed, as `git log --raw` prints it. */
export interface RawChange {
  /** A: added, M: modified, D: deleted, T: became another kind of file. */
  readonly status: string;
  readonly path: string;
  /** Octal: `100644`; `120000` is a symbolic link; `000000` means there was no file. */
  readonly oldMode: string;
  readonly newMode: string;
  /** Undefined if there was no file. */
  readonly oldOid: string | undefined;
  readonly newOid: string | undefined;
}

/** A commit with what it changed. */
export interface LogEntry {
  readonly commit: Commit;
  /** Their oids; git leaves out parents that do not matter for the path asked. */
  readonly parents: readonly string[];
  /** Against the first parent; empty for a merge unless the log was asked for first parents. */
  readonly changes: readonly RawChange[];
}

/** What {@link LogParser} reads: hash, parents, commit time and subject, each ended by NUL. */
export const LOG_FORMAT = '--format=tformat:%H%x00%P%x00%ct%x00%s';

const RAW = /^\n?:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/;
const NO_OBJECT = /^0+$/;

/** Splits the output of `git log -z --raw --no-abbrev` with {@link LOG_FORMAT} into commits, however it is chunked. */
export class LogParser {
  readonly #changesPerCommit: number;
  #rest: Buffer | undefined;
  #header: string[] = [];
  #changes: RawChange[] = [];
  #raw: string | undefined;

  /**
   * A commit ends where the next begins; if the maximum number of changes per commit is known, it ends with the last of these.
   */
  constructor(options: { readonly changesPerCommit: number }) {
    this.#changesPerCommit = options.changesPerCommit;
  }

  /** Takes the next piece of output and returns the commits that are complete; the last one may need {@link end}. */
  feed(chunk: Buffer): LogEntry[] {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    const end = bytes.lastIndexOf(0);
    this.#rest = end + 1 === bytes.length ? undefined : bytes.subarray(end + 1);
    if (end === -1) return [];
    const entries: LogEntry[] = [];
    for (const field of bytes.toString('utf8', 0, end).split('\0')) this.#field(field, entries);
    return entries;
  }

  /** Returns the last commit, if one is left. */
  end(): LogEntry[] {
    const entries: LogEntry[] = [];
    this.#flush(entries);
    return entries;
  }

  #field(field: string, entries: LogEntry[]): void {
    if (this.#raw !== undefined) {
      const change = toChange(this.#raw, field);
      if (change !== undefined) this.#changes.push(change);
      this.#raw = undefined;
      if (this.#changes.length === this.#changesPerCommit) this.#flush(entries);
    } else if (this.#header.length > 0 && this.#header.length < 4) {
      this.#header.push(field);
    } else if (field.startsWith(':') || field.startsWith('\n:')) {
      // A subject may look like this too, but the fields of a header are counted.
      this.#raw = field;
    } else if (field !== '') {
      this.#flush(entries);
      this.#header.push(field);
    }
  }

  #flush(entries: LogEntry[]): void {
    const [oid, parents, seconds, subject] = this.#header;
    if (oid === undefined) return;
    if (parents === undefined || seconds === undefined || subject === undefined) {
      throw new Error(`Internal error: git log broke off inside commit ${oid}`);
    }
    entries.push({
      commit: { oid, date: formatTime(Number(seconds)), subject },
      parents: parents === '' ? [] : parents.split(' '),
      changes: this.#changes,
    });
    this.#header = [];
    this.#changes = [];
  }
}

/** Reads the output of `git diff-tree -z --raw --no-abbrev --no-renames`. */
export function parseRawChanges(output: Buffer): RawChange[] {
  const fields = output.toString().split('\0');
  const changes: RawChange[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const change = toChange(fields[index] ?? '', fields[index + 1] ?? '');
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function toChange(raw: string, path: string): RawChange | undefined {
  const match = RAW.exec(raw);
  if (match === null) return undefined;
  const [, oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = match;
  return { status, path, oldMode, newMode, oldOid: oidOf(oldOid), newOid: oidOf(newOid) };
}

function oidOf(text: string): string | undefined {
  return NO_OBJECT.test(text) ? undefined : text;
}
