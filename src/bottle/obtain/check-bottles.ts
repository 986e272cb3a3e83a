import { BrewpullError } from '../../core/errors.ts';
import { inParallel } from '../in-parallel.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
import { checkBottle, type BottleTools, type CheckedBottle } from './obtain-bottle.ts';

/** What is known about bottles before any of them is downloaded: each is checked, or has the error that prevented it. */
export type CheckedBottles = ReadonlyMap<FoundBottle, CheckedBottle | BrewpullError>;

/**
 * Asks the registry about several bottles in parallel, so that their sizes are known before anything large is fetched. A
 * bottle that fails does not stop the others. Throws only when interrupted.
 */
export async function checkBottles(
  bottles: readonly FoundBottle[],
  tools: BottleTools,
  limits: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<CheckedBottles> {
  const look = async (found: FoundBottle): Promise<CheckedBottle | BrewpullError> => {
    try {
      return await checkBottle(found, tools);
    } catch (error) {
      if (error instanceof BrewpullError && error.code !== 'ABORTED') return error;
      throw error;
    }
  };
  const checked = await inParallel(bottles, look, limits);
  return new Map(bottles.map((found, index) => [found, checkedAt(checked, index)]));
}

/** Returns what is known about a bottle, or checks it now. Throws what the check throws or threw. */
export async function recallChecked(
  found: FoundBottle,
  tools: BottleTools,
  known: CheckedBottles | undefined,
): Promise<CheckedBottle> {
  const checked = known?.get(found) ?? (await checkBottle(found, tools));
  if (checked instanceof BrewpullError) throw checked;
  return checked;
}

function checkedAt<Item>(list: readonly Item[], index: number): Item {
  const item = list[index];
  if (item === undefined) throw new Error('Internal error: a bottle was not checked');
  return item;
}
