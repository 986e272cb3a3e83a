import type { SpanPlace, TracedBottles } from '../../history/state/bottle-span.ts';
import { FormulaNotFoundError, HistoryError } from '../../core/errors.ts';
import type { HistoryState } from '../../history/state/history-state.ts';
import { CORE_TAP, parseFormulaRef } from '../../history/tap/formula-ref.ts';
import { locateFormula, openGitTap } from '../../history/git/locate.ts';
import { walkFormula } from '../../history/git/walk.ts';
import { traceBottles } from '../../history/rules/list-spans.ts';
import type { Brewpull } from '../brewpull.ts';
import type { TapHistory } from './tap-history.ts';

/** Every bottle a formula ever had. */
export interface FormulaHistory extends TracedBottles {
  /** The formula's name today. */
  readonly formula: string;
  readonly tap: string;
  /** The commit up to which history was read. */
  readonly head: string;
  /** When the history begins, ISO 8601. */
  begins(): Promise<string | undefined>;
  /** Reads the whole message of a commit; undefined when it is not at hand. */
  message(place: SpanPlace): Promise<string | undefined>;
}

/** Opens the git history of a tap for a question that a registry cannot answer. Throws `HistoryError`. */
export async function requireHistory(brewpull: Brewpull, tap: string): Promise<TapHistory> {
  const history = await brewpull.histories.of(tap);
  if (history !== undefined) return history;
  throw new HistoryError(`this needs the history of ${tap}, and there is none on this machine`, {
    hint: `Run brewpull sync${tap === CORE_TAP ? '' : ` --tap ${tap}`}, or name a clone with --tap-dir.`,
  });
}

/**
 * Reads every bottle a formula ever had: from the atlas where a current one is at hand, else by walking to the formula's
 * first commit. Throws `FormulaNotFoundError`, `HistoryError` or `GitError`.
 */
export async function readFormulaHistory(
  brewpull: Brewpull,
  requested: string,
): Promise<FormulaHistory> {
  const { tap, name } = parseFormulaRef(requested);
  const history = await requireHistory(brewpull, tap);
  const head = await history.head();
  const atlas = history.currentAtlas(head);
  const found =
    atlas === undefined ? await walk(brewpull, history, name) : await atlas.formula(name);
  if (found === undefined) {
    const suggestions = atlas?.suggest(name) ?? [];
    throw new FormulaNotFoundError(name, history.description, {
      suggestions,
      hint: suggestions.length === 0 ? undefined : `Did you mean ${suggestions.join(', ')}?`,
    });
  }
  return {
    formula: found.name,
    tap,
    head,
    spans: found.spans,
    doubts: found.doubts,
    begins: async () => atlas?.begins ?? history.repository.findBeginning(head),
    message: async ({ commit }) =>
      commit.oid === undefined ? undefined : readMessage(history, commit.oid),
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
