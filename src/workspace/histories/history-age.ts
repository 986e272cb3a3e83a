import type { Resolution } from '../../bottle/resolve/resolution.ts';
import type { Histories } from './open-history.ts';
import type { BrewpullOptions } from '../options.ts';

const DAY_MS = 86_400_000;
const FRESH_DAYS = 7;

/** What the age of histories is looked up in. */
interface AgeTools {
  readonly histories: Histories;
  readonly options: BrewpullOptions;
  readonly nowMs: number;
  /** Taps that were looked at in this run; those of the results are added. */
  readonly seen: Set<string>;
}

/**
 * Warns when a clone may be behind: it ends more than a week ago, and the last state of a formula in it still
 * offers the bottle. Once per run for each tap. There is no warning when the question is about the past.
 */
export async function warnOfOldHistory(
  results: readonly Resolution[],
  { histories, options, nowMs, seen }: AgeTools,
): Promise<void> {
  const { before, at, onEvent } = options;
  if (before !== undefined || at !== undefined) return;
  const taps = new Set(
    results.flatMap((result) =>
      result.status === 'found' &&
      result.introducedBy !== undefined &&
      result.droppedBy === undefined
        ? [result.tap]
        : [],
    ),
  );
  for (const tap of taps) {
    if (seen.has(tap)) continue;
    seen.add(tap);
    const date = await (await histories.of(tap))?.headDate();
    if (date === undefined || nowMs - Date.parse(date) < FRESH_DAYS * DAY_MS) continue;
    onEvent({
      type: 'warning',
      message: `the history of ${tap} ends on ${date.slice(0, 10)}; newer bottles may exist (brewpull sync, or git fetch in your clone)`,
    });
  }
}
