import type { Target } from '../../core/target.ts';
import { unreachable } from '../../core/unreachable.ts';
import type { AskedHistory, HistoryToAsk } from './asked-history.ts';
import type { FailedResolution, Resolution, ToldBottle } from './resolution.ts';
import { isForOne } from './registry/unreachable-registry.ts';
import { resolveFromHistory, type FormulaQuestion } from './resolve-from-history.ts';
import type { ResolveSources } from './resolve-sources.ts';

/** A question about one formula of a tap. */
export interface TapQuestion extends FormulaQuestion {
  /** As `user/name`. */
  readonly tap: string;
  readonly exactOnly: boolean;
  /** How many formulae the whole request asks for. */
  readonly formulae: number;
}

/** What histories said about one target. */
export interface HistoryWord {
  readonly target: Target;
  /** Undefined if none was asked. */
  readonly result: Resolution | undefined;
  /** The history that said it. */
  readonly by: AskedHistory | undefined;
  /** Whether no one else has to be asked. */
  readonly isSettled: boolean;
}

interface Turn extends HistoryWord {
  readonly left: readonly HistoryToAsk[];
}

/**
 * Asks one history after another about each target until one settles it: a clone with any answer from the history that it
 * has, a file only with a bottle, since it may not reach back far enough. Targets with the same history are asked together.
 * Throws the error that keeps a history from being opened.
 */
export async function askInTurn(
  question: TapQuestion,
  sources: ResolveSources,
): Promise<readonly HistoryWord[]> {
  let turns: readonly Turn[] = await Promise.all(
    question.targets.map(async (target): Promise<Turn> => {
      try {
        const left = await sources.historiesOf(question.tap, target, question.formulae);
        return { target, left, result: undefined, by: undefined, isSettled: false };
      } catch (error) {
        if (!isForOne(error)) throw error;
        const { requested } = question;
        const result: Resolution = { status: 'failed', requested, target, error };
        return { target, left: [], result, by: undefined, isSettled: true };
      }
    }),
  );
  for (;;) {
    const next = turns.find(({ isSettled, left }) => !isSettled && left.length > 0)?.left[0];
    if (next === undefined) return turns;
    const isAsked = ({ isSettled, left }: Turn): boolean =>
      !isSettled && left[0]?.description === next.description;
    const targets = turns.filter(isAsked).map(({ target }) => target);
    const history = await next.open();
    const results = await ask({ ...question, targets }, history, sources);
    const byTarget = new Map(targets.map((target, index) => [target, results[index]]));
    turns = turns.map((turn) => {
      const result = byTarget.get(turn.target);
      return result !== undefined && isAsked(turn) ? hear(turn, result, history) : turn;
    });
    warnOfDamage(results, history, sources);
  }
}

async function ask(
  question: TapQuestion,
  { history, source, file }: AskedHistory,
  sources: ResolveSources,
): Promise<readonly Resolution[]> {
  const { exactOnly, version } = question;
  const { before, allowUnsure, signal, onEvent, asksRegistry } = sources;
  const { override } = sources.registry;
  const how = { exactOnly, signal, onEvent, override, allowUnsure };
  const told: ToldBottle | undefined = file && {
    by: source.description,
    contradiction: asksRegistry ? 'search' : 'error',
    exactOnly,
    before,
    version,
  };
  const results = await resolveFromHistory(question, history, how);
  return results.map((result) => attribute(result, source, told));
}

function attribute(
  result: Resolution,
  source: AskedHistory['source'],
  told: ToldBottle | undefined,
): Resolution {
  switch (result.status) {
    case 'found':
      return told === undefined
        ? { ...result, source }
        : { ...result, source, told, sources: ['atlas'] };
    case 'no-bottle':
      return { ...result, source: { ...source, begins: source.begins ?? result.searched.from } };
    case 'not-a-formula':
      return { ...result, source };
    case 'failed':
      return result;
    default:
      return unreachable(result);
  }
}

function hear(turn: Turn, result: Resolution, by: AskedHistory): Turn {
  const { target, left } = turn;
  const rest = left.slice(1);
  const { file } = by;
  const isSettled =
    file === undefined
      ? !knowsBetter(turn, result) && !(isBeyond(result) && rest.length > 0)
      : result.status === 'found' || (file.isNamed && isDamage(result));
  const isKept =
    !isSettled && turn.result !== undefined && (isDamage(result) || knowsBetter(turn, result));
  return { target, left: rest, ...(isKept ? turn : { result, by }), isSettled };
}

/** Returns whether a history that was asked before knows the formula, and this one does not. */
function knowsBetter({ result: before }: HistoryWord, { status }: Resolution): boolean {
  return status === 'not-a-formula' && before !== undefined && before.status !== 'not-a-formula';
}

/** Returns whether the answer is beyond what a source knows: before a shallow clone begins, or not in a file of last bottles. */
export function isBeyond(result: Resolution): boolean {
  return result.status === 'failed' && result.error.code === 'HISTORY';
}

/** Returns whether a file of answers could not be read. */
export function isDamage(result: Resolution): result is FailedResolution {
  return result.status === 'failed' && result.error.code === 'INVALID_FILE';
}

/** Warns of a damaged file that nobody named; it is ignored, like one that cannot be opened. */
function warnOfDamage(
  results: readonly Resolution[],
  { file }: AskedHistory,
  { onEvent }: ResolveSources,
): void {
  const damaged = results.find(isDamage);
  if (damaged === undefined || file === undefined || file.isNamed) return;
  onEvent({ type: 'warning', message: `${damaged.error.message}; it is not used` });
}
