import { digestOf } from '../../core/digest.ts';
import type { LockedBottle, LockedTarget } from '../../plan/lock/lock.ts';
import type { Brewpull } from '../brewpull/open.ts';
import { commitOf, type ClosureItem, type ClosurePlan } from '../closure/closure-plan.ts';
import { readFormulaFile } from '../closure/formula-file.ts';
import { inParallel } from '../in-parallel.ts';
import { confirmBottle } from '../pull/confirm-bottle.ts';
import { lockBottle } from './locked-bottle.ts';

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
 * Writes planned bottles down for a lock, each confirmed with its registry. Only bottles of plain file hosts are downloaded:
 * nothing else tells their size. What comes from a lock stays as it is there.
 */
async function lockItems(
  brewpull: Brewpull,
  items: readonly ClosureItem[],
): Promise<readonly LockedBottle[]> {
  return inParallel(items, (item) => lockItem(brewpull, item), brewpull.options);
}

async function lockItem(brewpull: Brewpull, item: ClosureItem): Promise<LockedBottle> {
  const { found, isRequested, locked } = item;
  if (locked !== undefined) return { ...locked, isRequested };
  const file = await readFormulaFile(brewpull, item);
  if (found.origin.kind === 'file') {
    const { sha256, fileName: name, origin, tap } = found;
    const wanted = { name, digest: digestOf(sha256), sizeBytes: undefined, origin, tap };
    const { sizeBytes } = await brewpull.downloads().obtain(wanted);
    return lockBottle({ found, documents: undefined, sizeBytes }, item, file);
  }
  const confirmed = await confirmBottle(found, brewpull.registry());
  for (const message of confirmed.notes) brewpull.options.onEvent({ type: 'warning', message });
  const { index, manifest, layer } = confirmed;
  const documents = {
    index: { digest: index.digest, sizeBytes: index.bytes.length },
    manifest: { digest: manifest.digest, sizeBytes: manifest.bytes.length },
  };
  const facts = { found: confirmed.found, documents, sizeBytes: layer.sizeBytes };
  return lockBottle(facts, item, file);
}
