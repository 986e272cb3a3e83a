import type { Target } from '../../core/target.ts';
import type { BottleSpan, TracedBottles } from '../../history/state/bottle-span.ts';
import type { HistoryState } from '../../history/state/history-state.ts';
import { parseFormulaRef, type FormulaRef } from '../../history/tap/formula-ref.ts';
import { locateFormula, openGitTap } from '../../history/git/locate.ts';
import { walkFormula } from '../../history/git/walk.ts';
import { traceBottles } from '../../history/rules/list-spans.ts';
import type { Brewpull } from '../brewpull.ts';
import { sayLowerCase } from '../say-lower-case.ts';
import { readFileHistory } from './file-history.ts';
import type { FormulaHistory } from './known-bottles.ts';
import { asOf, noPast } from './order-histories.ts';
import { noHistory, originOfClone, unknownFormula } from './history-origin.ts';
import { readRegistryHistory } from './registry-history.ts';
import type { TapHistory } from './tap-history.ts';

/**
 * Reads the bottles of a formula: all of them from a clone, its atlas or an atlas made elsewhere; the last ones from a file of
 * answers; with `--history registry`, all that the registry has. `target` is the target in question, if there is one.
 * Throws `FormulaNotFoundError`, `HistoryError`, `GitError`, or what asking a registry throws.
 */
export async function readFormulaHistory(
  brewpull: Brewpull,
  requested: string,
  target: Target | undefined,
): Promise<FormulaHistory> {
  sayLowerCase(requested, brewpull.options.onEvent);
  try {
    return await readHistory(brewpull, parseFormulaRef(requested), target);
  } catch (error) {
    throw await brewpull.explainUnknown(error, requested);
  }
}

async function readHistory(
  brewpull: Brewpull,
  ref: FormulaRef,
  target: Target | undefined,
): Promise<FormulaHistory> {
  const { histories, options } = brewpull;
  if (options.history === 'registry') return readRegistryHistory(brewpull, ref);
  const { before, at } = options;
  const atHand = at === undefined ? await histories.answersAtHand.list(ref.tap) : [];
  const files = asOf(atHand, before);
  if (options.history === 'atlas' && files.length === 0) {
    if (atHand.length > 0) throw noPast(atHand, before);
    throw await histories.answersAtHand.explainNone(ref.tap, target);
  }
  const named = files.find(({ origin }) => origin === 'named');
  const clone = await histories.of(ref.tap);
  if (clone !== undefined && (clone.isNamed || named === undefined)) {
    return readCloneHistory(brewpull, clone, ref.name);
  }
  // An atlas has all bottles, so it is preferred even if a file of the last ones is newer.
  const whole = files.find(({ kind }) => kind === 'atlas');
  const inOrder = named ?? whole;
  if (clone === undefined && files.length === 0 && atHand.length > 0) throw noPast(atHand, before);
  const asked = inOrder === undefined ? files : [inOrder];
  return readFileHistory(asked, ref, target);
}

/** Opens the git history of a tap. Throws `HistoryError` if there is none, or `GitError`. */
export async function requireHistory(brewpull: Brewpull, tap: string): Promise<TapHistory> {
  const history = await brewpull.histories.of(tap);
  if (history === undefined) throw noHistory(tap);
  return history;
}

/** A {@link FormulaHistory} whose commits are all known. */
export interface CloneHistory extends FormulaHistory {
  readonly spans: readonly BottleSpan[];
}

/** Reads every bottle of a formula from a clone: from a current atlas if there is one, else by walking to the first commit. */
export async function readCloneHistory(
  brewpull: Brewpull,
  history: TapHistory,
  name: string,
): Promise<CloneHistory> {
  const head = await history.head();
  const atlas = history.currentAtlas(head);
  const found =
    atlas === undefined ? await walk(brewpull, history, name) : await atlas.formula(name);
  if (found === undefined) {
    throw unknownFormula(name, history.description, { suggestions: atlas?.suggest(name) ?? [] });
  }
  return {
    formula: found.name,
    tap: history.tap,
    extent: 'all',
    kind: 'git',
    spans: found.spans,
    doubts: found.doubts,
    origin: () => originOfClone(history, atlas?.begins),
    message: (oid) => readMessage(history, oid),
  };
}

async function walk(
  { options }: Brewpull,
  history: TapHistory,
  formula: string,
): Promise<TracedBottles & { readonly name: string }> {
  const { repository } = history;
  const { signal, onEvent } = options;
  const tap = await openGitTap({
    repository,
    at: await history.head(),
    reader: history.factsReader,
    signal,
    onEvent,
  });
  const location = await locateFormula(tap, formula, onEvent);
  const states: HistoryState[] = [];
  for await (const state of walkFormula(tap, location, onEvent)) states.push(state);
  return { name: location.name, ...traceBottles(states) };
}

async function readMessage({ repository }: TapHistory, oid: string): Promise<string | undefined> {
  const found = await repository.read(oid);
  if (found.status !== 'found' || found.type !== 'commit') return undefined;
  const text = new TextDecoder().decode(found.bytes);
  const at = text.indexOf('\n\n');
  return at === -1 ? undefined : text.slice(at + 2).trim();
}
