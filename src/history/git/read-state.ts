import type { BottleEntry } from '../state/formula-state.ts';
import type { HistoryState, PostponedState } from '../state/history-state.ts';
import type { Repository } from '../../git/repository.ts';
import { findBottleMentions } from '../rules/bottle-mentions.ts';
import { isLinkMode, readContent } from '../rules/read-content.ts';
import { toState } from '../state/file-content.ts';
import type { FactsReader } from '../state/formula-reader.ts';
import type { GitChange } from './git-change.ts';

/** Checks whether any of the bottles that a text may offer matters to the question. */
export type IsNeeded = (mentions: readonly BottleEntry[]) => boolean;

/** Reads the state that a change made. */
export async function readState(change: GitChange, reader: FactsReader): Promise<HistoryState> {
  const { path, name, commit, after: oid, newMode: mode } = change;
  const bytes = oid === undefined ? undefined : await change.text();
  const content = await readContent(reader, { path, commit, oid, mode, bytes });
  return toState({ commit, path, name, oid }, content);
}

/**
 * Reads the state that a change made. If that takes Ruby's parser, but the text mentions every bottle it may offer and none is
 * needed, the state is postponed.
 */
export async function glanceAtState(
  change: GitChange,
  how: {
    readonly repository: Repository;
    readonly reader: FactsReader;
    readonly isNeeded: IsNeeded;
  },
): Promise<HistoryState | PostponedState> {
  const { repository, reader, isNeeded } = how;
  const { path, name, commit, after: oid, newMode } = change;
  const bytes = oid === undefined || isLinkMode(newMode) ? undefined : await change.text();
  if (oid === undefined || bytes === undefined) return readState(change, reader);
  const facts = reader.readQuickly(bytes, { path, commit: commit.oid }, commit.date);
  if (facts !== undefined) return { commit, path, name, oid, status: 'present', formula: facts };
  const mentions = findBottleMentions(bytes);
  if (mentions === undefined || isNeeded(mentions)) return readState(change, reader);
  // The text is not kept: there may be hundreds of them.
  const later = { ...change, text: () => repository.readObject(oid) };
  return {
    commit,
    path,
    name,
    status: 'postponed',
    mentions,
    read: () => readState(later, reader),
  };
}
