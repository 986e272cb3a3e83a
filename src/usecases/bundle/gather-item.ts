import type { BundleItem } from '../../bundle/contents.ts';
import { digestOf } from '../../core/digest.ts';
import type { LockedBottle } from '../../plan/lock/lock.ts';
import { listMentioned } from '../../plan/closure/runtime-dependencies.ts';
import { formatAttestations } from '../../provenance/attestation/attestation-schema.ts';
import type { Brewpull } from '../brewpull/open.ts';
import { readRecord, type ItemRecord } from '../closure/check-records.ts';
import { readFormulaFile, type FormulaFile } from '../closure/formula-file.ts';
import { lockBottle } from '../lock/locked-bottle.ts';
import { readBottledFormula } from '../pull/bottled-formula.ts';
import { checkPinned } from '../pull/check-pinned.ts';
import { confirmBottle, type ConfirmedBottle } from '../pull/confirm-bottle.ts';
import type { PulledBottle } from '../pull/pulled-bottle.ts';
import { readRecipe } from '../pull/read-recipe.ts';
import type { AttestedBottle } from '../provenance/attest-bottle.ts';
import { sidecarOf } from '../pull/sidecar.ts';
import type { FoundBottle } from '../resolve/resolution.ts';
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
  const formulaFile = await readFormulaFile(brewpull, planned);
  const found = withBlob(confirmed?.found ?? planned.found, formulaFile);
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
  const text =
    formulaFile === undefined
      ? await readBottledFormula(blob.path, found)
      : Buffer.from(formulaFile.text);
  const recipe = readRecipe(text, found, await brewpull.histories.reader());
  // A lock of an older brewpull does not say all of them.
  const mentioned = [...new Set([...planned.mentioned, ...(recipe ? listMentioned(recipe) : [])])];
  const item: BundleItem = {
    formula: found.nameThen,
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
  const documents =
    confirmed === undefined
      ? undefined
      : { index: sizeOf(confirmed.index), manifest: sizeOf(confirmed.manifest) };
  const pulled: PulledBottle = {
    found,
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

/** A plan does not look the object id up; lock and receipt tell it. */
function withBlob(found: FoundBottle, file: FormulaFile | undefined): FoundBottle {
  const { record } = found;
  return record === undefined || file === undefined
    ? found
    : { ...found, record: { ...record, blob: file.blob } };
}

/** Without the time, so that a bundle has the same bytes whenever it is made. */
function keep({ sha256 }: PulledBottle['found'], { attestations }: AttestedBottle): string {
  return formatAttestations({ sha256, attestations });
}

function sizeOf({ digest, bytes }: ConfirmedBottle['index']): {
  digest: ConfirmedBottle['index']['digest'];
  sizeBytes: number;
} {
  return { digest, sizeBytes: bytes.length };
}

function registryFiles(confirmed: ConfirmedBottle | undefined): BundleItem['registry'] {
  if (confirmed?.found.origin.kind !== 'registry') return undefined;
  const { index, manifest } = confirmed;
  const { repository, reference } = confirmed.found.origin;
  return { repository, reference, index: index.bytes, manifest: manifest.bytes };
}

/** brew does not link such a formula, which the installer has to know; the word stands alone at the head of a line. */
function isKegOnly(text: Uint8Array | undefined): boolean {
  return text !== undefined && /^\s*keg_only\b/m.test(new TextDecoder().decode(text));
}
