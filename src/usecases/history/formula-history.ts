import type { BottleSpan, HistoryPlace } from '../../core/bottle-span.ts';
import { FormulaNotFoundError, HistoryError } from '../../core/errors.ts';
import type { HistoryState } from '../../core/history-state.ts';
import { CORE_TAP, parseFormulaRef } from '../../formula/tap/formula-ref.ts';
import { listSpans } from '../../formula/atlas/list-spans.ts';
import { locateFormula } from '../../formula/history/locate.ts';
import { walkFormula } from '../../formula/history/walk.ts';
import type { Brewpull } from '../brewpull/open.ts';
import type { TapHistory } from '../brewpull/tap-history.ts';

/** Every bottle a formula ever had. */
export interface FormulaHistory {
  /** The formula's name today. */
  readonly formula: string;
  readonly tap: string;
  /** The commit up to which history was read. */
  readonly head: string;
  /** Newest first. */
  readonly spans: readonly BottleSpan[];
  /** Reads the whole message of a commit; undefined when it is not at hand. */
  message(place: HistoryPlace): Promise<string | undefined>;
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
    atlas === undefined ? await walk(brewpull, history, name, head) : atlas.formula(name);
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
    message: ({ commit }) => readMessage(history, commit.oid),
  };
}

async function walk(
  { options }: Brewpull,
  history: TapHistory,
  formula: string,
  head: string,
): Promise<{ readonly name: string; readonly spans: readonly BottleSpan[] }> {
  const { repository } = history;
  const { signal, onEvent } = options;
  const location = await locateFormula({ repository, formula, at: head, signal, onEvent });
  const reader = await history.reader();
  const states: HistoryState[] = [];
  for await (const state of walkFormula({ repository, reader, location, signal, onEvent })) {
    states.push(state);
  }
  return { name: location.name, spans: listSpans(states) };
}

async function readMessage({ repository }: TapHistory, oid: string): Promise<string | undefined> {
  const found = await repository.read(oid);
  if (found.status !== 'found' || found.type !== 'commit') return undefined;
  const text = new TextDecoder().decode(found.bytes);
  const at = text.indexOf('\n\n');
  return at === -1 ? undefined : text.slice(at + 2).trim();
}
