import type { Resolution } from '../resolve/resolution.ts';
import type { Histories } from './open-history.ts';
import type { BrewpullOptions } from './options.ts';

const DAY_MS = 86_400_000;
const FRESH_DAYS = 7;

/**
 * Warns when a clone may be behind: it ends more than a week ago, and its last word on a formula is a bottle that Homebrew
 * still offered then. Who asks for the past is not warned.
 */
export async function warnOfOldHistory(
  results: readonly Resolution[],
  histories: Histories,
  { before, at, onEvent }: BrewpullOptions,
  nowMs: number,
): Promise<void> {
  if (before !== undefined || at !== undefined) return;
  const taps = new Set(
    results.flatMap((result) =>
      result.status === 'found' && result.record !== undefined && result.droppedBy === undefined
        ? [result.tap]
        : [],
    ),
  );
  for (const tap of taps) {
    const date = await (await histories.of(tap))?.headDate();
    if (date === undefined || nowMs - Date.parse(date) < FRESH_DAYS * DAY_MS) continue;
    onEvent({
      type: 'warning',
      message: `the history of ${tap} ends on ${date.slice(0, 10)}; newer bottles may exist (brewpull sync, or git fetch in your clone)`,
    });
  }
}
