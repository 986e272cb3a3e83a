import { isFinal } from '../../bottle/resolve/plan-final.ts';
import type { AnswerSource, FoundBottle, Resolution } from '../../bottle/resolve/resolution.ts';
import type { BrewpullOptions } from '../options.ts';

const DAY_MS = 86_400_000;
const FRESH_DAYS = 7;

/** What judging the age of sources needs. */
interface AgeTools {
  readonly options: BrewpullOptions;
  readonly nowMs: number;
  /** Taps that were already checked in this run; those of the results are added. */
  readonly seen: Set<string>;
}

/**
 * Warns when the source of an answer may be behind: it ends a week or more ago, and its last state of the formula still offers
 * the bottle. Warns once per run for each tap, but not if the question is about the past, the answer cannot change any more, or
 * the registry was asked for newer bottles.
 */
export function warnOfOldHistory(
  results: readonly Resolution[],
  { options, nowMs, seen }: AgeTools,
): void {
  const { before, at, onEvent } = options;
  if (before !== undefined || at !== undefined) return;
  for (const result of results) {
    const source = result.status === 'found' ? openSource(result) : undefined;
    if (result.status !== 'found' || source === undefined || seen.has(result.tap)) continue;
    seen.add(result.tap);
    if (nowMs - Date.parse(source.head) < FRESH_DAYS * DAY_MS) continue;
    const day = source.head.slice(0, 10);
    onEvent({
      type: 'warning',
      message:
        source.kind === 'git'
          ? `the history of ${result.tap} ends on ${day}; newer bottles may exist (brewpull sync, or git fetch in your clone)`
          : `${source.description}, may be behind; newer bottles may exist (brewpull atlas fetch, or --history auto)`,
    });
  }
}

/** Returns the source of an answer if the answer may be out of date. */
function openSource(found: FoundBottle): (AnswerSource & { readonly head: string }) | undefined {
  const { source, droppedBy, told } = found;
  const { head, kind } = source ?? {};
  if (source === undefined || head === undefined || droppedBy !== undefined) return undefined;
  const isOpen = kind === 'git' || (told?.contradiction === 'error' && !isFinal(found, head));
  return isOpen ? { ...source, head } : undefined;
}
