import type { BundleItem } from '../file/gathered-bundle.ts';
import { digestOf } from '../../core/digest.ts';
import type { LockedBottle } from '../../lock/file/lock.ts';
import { listMentioned } from '../../closure/rules/runtime-dependencies.ts';
import { formatAttestations } from '../../provenance/attestation/attestation-schema.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { readRecord, type ItemRecord } from '../../closure/check-records.ts';
import { readFormulaFile } from '../../closure/sources/formula-file.ts';
import { lockBottle } from '../../lock/locked-bottle.ts';
import { readBottledFormula } from '../../bottle/recipe/bottled-formula.ts';
import { checkPinned } from '../../bottle/confirm/check-pinned.ts';
import { confirmBottle, type ConfirmedBottle } from '../../bottle/confirm/confirm-bottle.ts';
import { documentsOf } from '../../bottle/confirm/documents-of.ts';
import type { PulledBottle } from '../../bottle/obtain/pulled-bottle.ts';
import { readRecipe } from '../../bottle/recipe/read-recipe.ts';
import type { BottleToAttest } from '../../bottle/obtain/attest-bottle.ts';
import { sidecarOf } from '../../bottle/place/sidecar.ts';
import type { LinkedItem } from './link-items.ts';

/** One bottle of a bundle, on disk, with what a receipt and a lock say of it. */
export interface GatheredItem {
  readonly item: BundleItem;
  readonly pulled: PulledBottle;
  readonly locked: LockedBottle;
  readonly record: ItemRecord;
}

/**
 * Confirms a planned bottle, downloads it into the cache, and collects everything that travels with it. Throws what
 * confirming and downloading throw; `signal` ends the download.
 */
export async function gatherItem(
  brewpull: Brewpull,
  { item: planned, dependencies, unknownOf }: LinkedItem,
  signal: AbortSignal,
): Promise<GatheredItem> {
  const confirmed =
    planned.found.origin.kind === 'registry'
      ? await confirmBottle(planned.found, brewpull.registry())
      : undefined;
  const { onEvent } = brewpull.options;
  for (const message of confirmed?.notes ?? []) onEvent({ type: 'warning', message });
  const found = confirmed?.found ?? planned.found;
  const attested = await brewpull.attest(found);
  const blob = await brewpull.downloads().obtain({
    name: found.fileName,
    digest: digestOf(found.sha256),
    sizeBytes: confirmed?.layer.sizeBytes,
    origin: found.origin,
    tap: found.tap,
    signal,
  });
  checkPinned(found, { sizeBytes: blob.sizeBytes }, 'its bytes');
  const formulaFile = await readFormulaFile(brewpull, planned);
  const text =
    formulaFile === undefined
      ? await readBottledFormula(blob.path, found)
      : Buffer.from(formulaFile.text);
  const recipe = readRecipe(text, found, await brewpull.histories.reader());
  // A lock of an older brewpull does not say all of them.
  const mentioned = [...new Set([...planned.mentioned, ...(recipe ? listMentioned(recipe) : [])])];
  const item: BundleItem = {
    formula: found.builtAs,
    tap: found.tap,
    pkgVersion: found.pkgVersion,
    rebuild: found.rebuild,
    bottleTag: found.bottleTag,
    sha256: found.sha256,
    sizeBytes: blob.sizeBytes,
    cellar: found.cellar ?? 'any',
    isRequested: planned.isRequested,
    isKegOnly: isKegOnly(text),
    dependencies,
    stubs: unknownOf(mentioned),
    bottleFile: blob.path,
    sidecar: confirmed === undefined ? undefined : sidecarOf(confirmed),
    registry: registryFiles(confirmed),
    formulaFile: formulaFile && {
      path: formulaFile.path,
      commit: formulaFile.commit,
      bytes: Buffer.from(formulaFile.text),
    },
    attestations: attested === undefined ? undefined : Buffer.from(keep(found, attested)),
  };
  const documents = confirmed && documentsOf(confirmed);
  const { introducedBy: at } = found;
  const pulled: PulledBottle = {
    // An atlas does not keep the object id, and a lock has it: a bundle has the same receipt from either.
    found: at && formulaFile ? { ...found, introducedBy: { ...at, oid: formulaFile.oid } } : found,
    documents,
    status: blob.wasCached ? 'cached' : 'pulled',
    sizeBytes: blob.sizeBytes,
    file: undefined,
    sidecar: undefined,
    dependencies,
    connection: blob.connection,
    fromHistory: blob.fromHistory,
    provenance: attested?.outcome,
    attestations: undefined,
  };
  const record = {
    sizeBytes: blob.sizeBytes,
    builtAgainst: confirmed === undefined ? undefined : readRecord(confirmed).builtAgainst,
  };
  return {
    item,
    pulled,
    locked: lockBottle(pulled, { ...planned, mentioned }, formulaFile),
    record,
  };
}

/** Without the time, so that a bundle has the same bytes whenever it is made. */
function keep({ sha256 }: PulledBottle['found'], { attestations }: BottleToAttest): string {
  return formatAttestations({ sha256, attestations });
}

function registryFiles(confirmed: ConfirmedBottle | undefined): BundleItem['registry'] {
  if (confirmed?.found.origin.kind !== 'registry') return undefined;
  const { index, manifest, entry } = confirmed;
  const { repository, reference } = confirmed.found.origin;
  const { manifestDigest } = entry;
  const bytes = { index: index.bytes, manifest: manifest?.bytes };
  return { repository, reference, manifestDigest, ...bytes };
}

/** brew does not link such a formula, which the installer has to know; the word is alone at the head of a line. */
function isKegOnly(text: Uint8Array | undefined): boolean {
  return text !== undefined && /^\s*keg_only\b/m.test(new TextDecoder().decode(text));
}
