import type { LogEntry, RawChange } from '../../git/log-parser.ts';
import type { Repository } from '../../git/repository.ts';

/** A stretch of a formula's history: one path, from one commit back to where the path began. */
export interface Segment {
  readonly path: string;
  /** The oid of the newest commit that may belong to it. */
  readonly from: string;
  /** The file's blob at that commit; undefined when the file is gone there. */
  readonly blob: string | undefined;
}

/** One change of a formula file. */
export interface FileChange {
  readonly entry: LogEntry;
  readonly change: RawChange;
}

/**
 * Lists the changes of one path newest first, and ends with the one that added it. Where a merge made something of its own,
 * git goes on along all its parents at once; a change whose result is not what the next newer change began with lies on
 * another line than the first parents' and is left out.
 */
export async function* walkSegment(
  repository: Repository,
  segment: Segment,
  signal: AbortSignal | undefined,
): AsyncGenerator<FileChange, void, undefined> {
  let expected = segment.blob;
  for await (const entry of repository.log({ from: segment.from, file: segment.path, signal })) {
    const change = entry.changes.find(({ path }) => path === segment.path);
    if (change === undefined || change.newBlob !== expected) continue;
    yield { entry, change };
    expected = change.oldBlob;
    if (expected === undefined) return;
  }
}
