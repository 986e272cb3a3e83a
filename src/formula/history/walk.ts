import { FormulaUnreadableError, HistoryError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import type { FormulaState } from '../../core/formula-state.ts';
import type { HistoryState } from '../../core/history-state.ts';
import type { Repository } from '../../git/repository.ts';
import { findNameInPath } from '../tap/formula-path.ts';
import { readTapFiles } from '../tap/tap-files.ts';
import { findLastRemoval } from './last-removal.ts';
import type { FormulaLocation } from './locate.ts';
import { findPredecessor } from './predecessor.ts';
import { type FileChange, type Segment, walkSegment } from './segment.ts';

/** Reads formula files. */
export interface FormulaReader {
  /** Throws {@link FormulaUnreadableError}. `date` is the commit's, which decides between the version rules of the years. */
  read(
    bytes: Uint8Array,
    where: { readonly path: string; readonly commit: string },
    date: string,
  ): FormulaState;
}

/** Asks for the states of one formula. */
export interface WalkRequest {
  readonly repository: Repository;
  readonly reader: FormulaReader;
  readonly location: FormulaLocation;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}

/**
 * Lists every state a formula was ever in, newest first, as git finds them: across moves in the tap, renames, removals and
 * returns. A commit that leaves name and content as they were makes no state. Leaving the loop stops git; going
 * beyond the oldest state of a file costs a look through the rest of history.
 */
export async function* walkFormula(
  request: WalkRequest,
): AsyncGenerator<HistoryState, void, undefined> {
  const { location, onEvent } = request;
  let states = 0;
  for await (const change of listChanges(request)) {
    const state = await readState(request, change);
    states += 1;
    if (state.status === 'unreadable') {
      onEvent?.({ type: 'unreadable', formula: location.name, message: state.error.message });
    }
    onEvent?.({ type: 'history', formula: location.name, states, date: state.commit.date });
    yield state;
  }
}

/** Says that a copy which was cut off knows nothing older, so that nothing is guessed. */
export function historyBegins({ path }: Repository, date: string | undefined): HistoryError {
  const when = date === undefined ? 'at some date' : `on ${date.slice(0, 10)}`;
  return new HistoryError(`the history in ${path} begins ${when}, and the answer lies before`, {
    hint: 'Run brewpull sync without --since to fetch all of it, or use --history registry.',
  });
}

async function* listChanges(request: WalkRequest): AsyncGenerator<FileChange, void, undefined> {
  const { repository, location, signal } = request;
  let segment: Segment | undefined = location.newest;
  while (segment !== undefined) {
    let added: FileChange | undefined;
    for await (const change of walkSegment(repository, segment, signal)) {
      if (change.change.oldBlob === undefined) added = change;
      else if (change.change.oldBlob !== change.change.newBlob) yield change;
    }
    if (added === undefined) return;
    if (repository.boundary.has(added.entry.commit.oid)) {
      yield added;
      throw historyBegins(repository, added.entry.commit.date);
    }
    segment = yield* stepOver(request, added);
  }
}

/** Tells of the commit that added a file, unless it only moved it, and finds where the history goes on. */
async function* stepOver(
  { repository, location, signal }: WalkRequest,
  added: FileChange,
): AsyncGenerator<FileChange, Segment | undefined, undefined> {
  const { path, newBlob } = added.change;
  const commit = added.entry.commit.oid;
  const name = findNameInPath(path);
  const before = await findPredecessor(repository, { path, commit }, location, signal);
  const isMove = before?.blob === newBlob && findNameInPath(before?.path ?? '') === name;
  if (!isMove) yield added;
  if (before !== undefined) return before;
  const from = await repository.findCommit(`${commit}^1`);
  if (from === undefined) return undefined;
  const files = await readTapFiles(repository, from);
  // An older name that still has a file belongs to another formula by now.
  const names = await files.listFree([location.name, ...location.oldNames, name ?? location.name]);
  const { isSharded } = location;
  return findLastRemoval({ repository, from, names, isSharded, signal });
}

async function readState(
  { repository, reader }: WalkRequest,
  { entry, change }: FileChange,
): Promise<HistoryState> {
  const { commit } = entry;
  const { path, newBlob: blob, newMode } = change;
  const place = { commit, path, name: findNameInPath(path) ?? path };
  if (blob === undefined) return { ...place, status: 'deleted' };
  const where = { path, line: 1, commit: commit.oid };
  try {
    if (newMode === '120000') throw new FormulaUnreadableError(where, 'it is a symbolic link');
    const bytes = await repository.readBlob(blob);
    if (bytes === undefined) throw new FormulaUnreadableError(where, 'it is larger than 4 MiB');
    const formula = reader.read(bytes, { path, commit: commit.oid }, commit.date);
    return { ...place, status: 'present', blob, formula };
  } catch (error) {
    if (!(error instanceof FormulaUnreadableError)) throw error;
    return { ...place, status: 'unreadable', blob, error };
  }
}
