import type { LockedBottle, LockedTarget } from './file/lock.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { commitOf, type ClosurePlan } from '../closure/closure-plan.ts';
import { readFormulaFile } from '../closure/sources/formula-file.ts';
import { inParallel } from '../bottle/in-parallel.ts';
import { checkBottle, downloadBottle } from '../bottle/obtain/obtain-bottle.ts';
import { lockBottle, type LockedItem } from './locked-bottle.ts';

/** Converts plans to targets of a lock, one each; see {@link lockItems}. */
export async function lockPlans(
  brewpull: Brewpull,
  plans: readonly ClosurePlan[],
): Promise<readonly LockedTarget[]> {
  const targets: LockedTarget[] = [];
  for (const plan of plans) {
    const bottles = await lockItems(brewpull, plan.items);
    const { bottleTag } = plan.target;
    const commit = commitOf(plan);
    targets.push({ bottleTag, commit: commit?.oid, date: commit?.date, bottles });
  }
  return targets;
}

/**
 * Converts planned bottles to entries of a lock, each confirmed with its registry. A bottle is downloaded only if nothing
 * announces its size: from a plain file host, or an old one from a mirror without manifests. Entries that come from a lock stay
 * unchanged.
 */
async function lockItems(
  brewpull: Brewpull,
  items: readonly LockedItem[],
): Promise<readonly LockedBottle[]> {
  return inParallel(items, (item) => lockItem(brewpull, item), brewpull.options);
}

async function lockItem(brewpull: Brewpull, item: LockedItem): Promise<LockedBottle> {
  const { found, isRequested, locked } = item;
  if (locked !== undefined) return { ...locked, isRequested };
  const file = await readFormulaFile(brewpull, item);
  const checked = await checkBottle(found, brewpull.tools);
  const sizeBytes = checked.sizeBytes ?? (await downloadBottle(checked, brewpull.tools)).sizeBytes;
  return lockBottle({ ...checked, sizeBytes }, item, file);
}
