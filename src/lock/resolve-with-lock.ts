import { formatAskedFormula } from '../history/tap/asked-formula.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import type { BottleRequest } from '../bottle/resolve/bottle-request.ts';
import type { Resolution } from '../bottle/resolve/resolution.ts';
import { unlockBottle } from './locked-bottle.ts';
import { selectUnderAnyName, type LockUse } from './closure-with-lock.ts';

/**
 * Finds bottles in a lock, and looks up the others. For each target, those from the lock come first. Without names, finds
 * everything that the lock was asked for. Throws as `selectUnderAnyName` does.
 */
export async function resolveWithLock(
  brewpull: Brewpull,
  { names, targets, exactOnly }: BottleRequest,
  use: LockUse,
): Promise<readonly Resolution[]> {
  const { override } = brewpull.registry();
  const resolutions: Resolution[] = [];
  for (const target of targets) {
    const question = { target, names, withDependencies: false };
    const { bottles, missing } = (await selectUnderAnyName(brewpull, use, question)).selection;
    resolutions.push(...bottles.map((bottle) => unlockBottle(bottle, target, override)));
    const rest = missing.map(formatAskedFormula);
    if (rest.length === 0) continue;
    resolutions.push(...(await brewpull.resolve({ names: rest, targets: [target], exactOnly })));
  }
  return resolutions;
}
