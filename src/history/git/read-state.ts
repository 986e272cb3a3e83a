import { FormulaUnreadableError } from '../../core/errors.ts';
import type { BottleEntry } from '../state/formula-state.ts';
import type { HistoryState, PostponedState } from '../state/history-state.ts';
import type { Repository } from '../../git/repository.ts';
import { findBottleMentions, IS_LARGE, IS_LINK } from '../rules/bottle-mentions.ts';
import type { FactsReader } from '../state/formula-reader.ts';
import type { GitChange } from './git-change.ts';

/** Tells whether what a text may offer matters to the question that is asked. */
export type IsNeeded = (mentions: readonly BottleEntry[]) => boolean;

/** Reads the state that a change made. */
export async function readState(change: GitChange, reader: FactsReader): Promise<HistoryState> {
  const text = await openText(change);
  if ('status' in text) return text;
  const { bytes, oid } = text;
  const { path, commit } = change;
  try {
    const formula = await reader.readFacts(bytes, { path, commit: commit.oid }, commit.date);
    return { ...placeOf(change), status: 'present', oid, formula };
  } catch (error) {
    if (!(error instanceof FormulaUnreadableError)) throw error;
    const mentions = findBottleMentions(bytes);
    return { ...placeOf(change), status: 'unreadable', oid, error, mentions };
  }
}

/**
 * Reads the state that a change made, unless that takes Ruby's parser and the text mentions every bottle it may offer, and
 * none that is needed: such a state is put off.
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
  const text = await openText(change);
  if ('status' in text) return text;
  const { bytes, oid } = text;
  const { path, commit } = change;
  const formula = reader.readQuickly(bytes, { path, commit: commit.oid }, commit.date);
  if (formula !== undefined) return { ...placeOf(change), status: 'present', oid, formula };
  const mentions = findBottleMentions(bytes);
  if (mentions === undefined || isNeeded(mentions)) return readState(change, reader);
  // The text is not kept: there may be hundreds.
  const later = { ...change, text: () => repository.readObject(oid) };
  return {
    ...placeOf(change),
    status: 'postponed',
    mentions,
    read: () => readState(later, reader),
  };
}

/** Gives the bytes of a formula file, or the state where there are none to be read. */
async function openText(
  change: GitChange,
): Promise<HistoryState | { readonly bytes: Uint8Array; readonly oid: string }> {
  const { after: oid, newMode } = change;
  if (oid === undefined) return { ...placeOf(change), status: 'deleted' };
  // What a link leads to has a history of its own.
  if (newMode === LINK) return { ...unreadable(change, IS_LINK), oid, mentions: [] };
  const bytes = await change.text();
  if (bytes === undefined) return { ...unreadable(change, IS_LARGE), oid, mentions: undefined };
  return { bytes, oid };
}

/** The mode of a symbolic link. */
const LINK = '120000';

function unreadable(change: GitChange, reason: string) {
  const { path, commit } = change;
  const error = new FormulaUnreadableError({ path, line: 1, commit: commit.oid }, reason);
  return { ...placeOf(change), status: 'unreadable', error } as const;
}

function placeOf({ commit, path, name }: GitChange): Pick<GitChange, 'commit' | 'path' | 'name'> {
  return { commit, path, name };
}
