import { digestOf } from '../core/digest.ts';
import type { LockedBottle, LockedTarget } from './file/lock.ts';
import type { Brewpull } from '../workspace/brewpull.ts';
import { commitOf, type ClosurePlan } from '../closure/closure-plan.ts';
import { readFormulaFile } from '../closure/sources/formula-file.ts';
import { inParallel } from '../bottle/in-parallel.ts';
import { documentsOf } from '../bottle/confirm/documents-of.ts';
import type { FoundBottle } from '../bottle/resolve/resolution.ts';
import { confirmBottle } from '../bottle/confirm/confirm-bottle.ts';
import { lockBottle, type LockedItem } from './locked-bottle.ts';

/** Writes plans down for a lock, one target each; see {@link lockItems}. */
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
 * Writes planned bottles down for a lock, each confirmed with its registry. Only bottles are downloaded whose size
 * nothing else tells: those of plain file hosts, and old ones of a mirror without manifests. What comes from a lock stays as it is there.
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
  if (found.origin.kind === 'file') {
    const sizeBytes = await download(brewpull, found);
    return lockBottle({ found, documents: undefined, sizeBytes }, item, file);
  }
  const confirmed = await confirmBottle(found, brewpull.registry());
  for (const message of confirmed.notes) brewpull.options.onEvent({ type: 'warning', message });
  const documents = documentsOf(confirmed);
  const sizeBytes = confirmed.layer.sizeBytes ?? (await download(brewpull, confirmed.found));
  const facts = { found: confirmed.found, documents, sizeBytes };
  return lockBottle(facts, item, file);
}

/** Gives the size of a bottle that was downloaded for it. */
async function download(brewpull: Brewpull, found: FoundBottle): Promise<number> {
  const { sha256, fileName: name, origin, tap } = found;
  const wanted = { name, digest: digestOf(sha256), sizeBytes: undefined, origin, tap };
  return (await brewpull.downloads().obtain(wanted)).sizeBytes;
}
