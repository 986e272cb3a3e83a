import { readBottledFormula } from '../../bottle/recipe/bottled-formula.ts';
import { bottleIdOf, type FoundBottle } from '../../bottle/resolve/resolution.ts';
import type { ClosureItem, ClosurePlan } from '../../closure/closure-plan.ts';
import { readFormulaFile } from '../../closure/sources/formula-file.ts';
import { digestOf } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { streamRegularFile } from '../../store/read/open-regular-file.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import type { AuditedBottle, AuditTarget } from './subject.ts';

/** Lists the bottles of plans, or of a lock as plans. Texts come from the lock, a clone or the cache; nothing is fetched. */
export async function planTargets(
  brewpull: Brewpull,
  plans: readonly Pick<ClosurePlan, 'target' | 'items'>[],
): Promise<readonly AuditTarget[]> {
  const targets: AuditTarget[] = [];
  for (const { target, items } of plans) {
    const bottles: AuditedBottle[] = [];
    for (const item of items) bottles.push(await bottleOf(item, brewpull));
    targets.push({ bottleTag: target.bottleTag, bottles });
  }
  return targets;
}

async function bottleOf(item: ClosureItem, brewpull: Brewpull): Promise<AuditedBottle> {
  const { found, isRequested, dependencies, sizeBytes } = item;
  const { origin, introducedBy, pinned, pinnedIndex } = found;
  const { store } = brewpull;
  const digest = digestOf(found.sha256);
  return {
    ...bottleIdOf(found),
    formulaNow: found.formula,
    fileName: found.fileName,
    sizeBytes: sizeBytes ?? pinned?.sizeBytes,
    isRequested,
    dependencies,
    commit: introducedBy?.commit.oid,
    place:
      origin.kind === 'registry'
        ? { repository: origin.repository, reference: origin.reference }
        : undefined,
    readFormula: async () => {
      const file = await readFormulaFile(brewpull, item);
      if (file !== undefined) return Buffer.from(file.text);
      const blob = await store.find(digest);
      return blob && readBottledFormula(blob.path, found);
    },
    readIndex: async () =>
      pinnedIndex === undefined ? undefined : store.readBytes(pinnedIndex, DOCUMENT_BYTES),
    open: (await store.has(digest)) ? () => openCached(brewpull, found) : undefined,
  };
}

async function* openCached(
  { store }: Brewpull,
  { sha256, fileName }: FoundBottle,
): AsyncIterable<Uint8Array> {
  const blob = await store.find(digestOf(sha256));
  if (blob === undefined) {
    throw new InvalidFileError(`${fileName} was damaged in the cache, and is removed from it`, {
      hint: 'Fetch it again with brewpull pull.',
    });
  }
  yield* streamRegularFile(blob.path);
}
