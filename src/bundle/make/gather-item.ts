import type { BundleItem } from '../file/gathered-bundle.ts';
import type { LockedBottle } from '../../lock/file/lock.ts';
import { listMentioned } from '../../closure/rules/runtime-dependencies.ts';
import { formatAttestations } from '../../provenance/attestation/attestation-schema.ts';
import type { Brewpull } from '../../workspace/brewpull.ts';
import { readRecord, type ItemRecord } from '../../closure/check-records.ts';
import { readFormulaFile } from '../../closure/sources/formula-file.ts';
import { lockBottle } from '../../lock/locked-bottle.ts';
import { publishedRepository, type RegistryRoot } from '../../registry/address.ts';
import { readBottledFormula } from '../../bottle/recipe/bottled-formula.ts';
import type { ConfirmedBottle } from '../../bottle/confirm/confirm-bottle.ts';
import { recallChecked, type CheckedBottles } from '../../bottle/obtain/check-bottles.ts';
import { obtainBottle } from '../../bottle/obtain/obtain-bottle.ts';
import type { PulledBottle } from '../../bottle/obtain/pulled-bottle.ts';
import { readRecipe } from '../../bottle/recipe/read-recipe.ts';
import { bottleIdOf } from '../../bottle/resolve/resolution.ts';
import { sidecarOf } from '../../bottle/place/sidecar.ts';
import type { FormulaSource } from '../brew/choose-brews.ts';
import type { LinkedItem } from './link-items.ts';

/** One bottle of a bundle, on disk, with what a receipt and a lock say about it. */
export interface GatheredItem {
  readonly item: BundleItem;
  readonly pulled: PulledBottle;
  readonly locked: LockedBottle;
  readonly record: ItemRecord;
  /** The formula's text, from the tap or from inside the bottle. */
  readonly formula: FormulaSource | undefined;
}

/** What gathering needs besides the item. */
interface Gathering {
  /** What was checked before. */
  readonly known: CheckedBottles;
  /** Aborts the download. */
  readonly signal: AbortSignal;
}

/**
 * Confirms a planned bottle, downloads it into the cache, and collects everything that travels with it. Throws what
 * confirming and downloading throw.
 */
export async function gatherItem(
  brewpull: Brewpull,
  { item: planned, dependencies, unknownOf }: LinkedItem,
  { known, signal }: Gathering,
): Promise<GatheredItem> {
  const { tools } = brewpull;
  const checked = await recallChecked(planned.found, tools, known);
  const obtained = await obtainBottle(checked, tools, signal);
  const { path, confirmed, attestations } = obtained;
  const { found, sizeBytes } = obtained.pulled;
  const formulaFile = await readFormulaFile(brewpull, planned);
  const text =
    formulaFile === undefined
      ? await readBottledFormula(path, found)
      : Buffer.from(formulaFile.text);
  const recipe = readRecipe(text, found, await brewpull.histories.reader());
  // A lock from an older brewpull does not name all of them.
  const mentioned = [...new Set([...planned.mentioned, ...(recipe ? listMentioned(recipe) : [])])];
  const item: BundleItem = {
    ...bottleIdOf(found),
    sizeBytes,
    cellar: found.cellar ?? 'any',
    isRequested: planned.isRequested,
    isKegOnly: isKegOnly(text),
    hasPostInstall: hasPostInstall(text),
    dependencies,
    stubs: unknownOf(mentioned),
    bottleFile: path,
    sidecar: confirmed === undefined ? undefined : sidecarOf(confirmed),
    registry: registryFiles(confirmed, brewpull.registry().override),
    formulaFile: formulaFile && {
      path: formulaFile.path,
      commit: formulaFile.commit,
      bytes: Buffer.from(formulaFile.text),
    },
    // Without the time, so that a bundle has the same bytes whenever it is made.
    attestations:
      attestations && Buffer.from(formatAttestations({ sha256: found.sha256, attestations })),
  };
  const { introducedBy: at } = found;
  const pulled: PulledBottle = {
    ...obtained.pulled,
    // An atlas does not keep the oid, but a lock has it: a bundle has the same receipt from either.
    found: at && formulaFile ? { ...found, introducedBy: { ...at, oid: formulaFile.oid } } : found,
  };
  const record = {
    sizeBytes,
    builtAgainst: confirmed === undefined ? undefined : readRecord(confirmed).builtAgainst,
  };
  return {
    item,
    pulled,
    locked: lockBottle(pulled, { ...planned, mentioned }, formulaFile),
    record,
    formula: text && { path: formulaFile?.path ?? `Formula/${found.builtAs}.rb`, bytes: text },
  };
}

function registryFiles(
  confirmed: ConfirmedBottle | undefined,
  override: RegistryRoot | undefined,
): BundleItem['registry'] {
  if (confirmed?.found.origin.kind !== 'registry') return undefined;
  const { index, manifest, entry } = confirmed;
  const { reference, root, repository: asked } = confirmed.found.origin;
  const { registry } = root;
  const repository = publishedRepository({ registry, repository: asked }, override);
  const { manifestDigest } = entry;
  const bytes = { index: index.bytes, manifest: manifest?.bytes };
  return { repository, reference, manifestDigest, ...bytes };
}

/** Checks whether a line begins with `keg_only`: brew does not link such a formula, which the installer has to know. */
function isKegOnly(text: Uint8Array | undefined): boolean {
  return text !== undefined && /^\s*keg_only\b/m.test(new TextDecoder().decode(text));
}

/** Checks whether a line begins with the old method, or with the list of steps that brew has known since 5.1.14. */
function hasPostInstall(text: Uint8Array | undefined): boolean {
  const pattern = /^\s*(?:def post_install|post_install_steps)\b/m;
  return text !== undefined && pattern.test(new TextDecoder().decode(text));
}
