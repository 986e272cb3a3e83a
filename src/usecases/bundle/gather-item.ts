import type { BundleItem } from '../../bundle/contents.ts';
import { digestOf } from '../../core/digest.ts';
import type { Brewpull } from '../brewpull/open.ts';
import type { ClosureItem } from '../closure/closure-plan.ts';
import { confirmBottle, type ConfirmedBottle } from '../pull/confirm-bottle.ts';
import type { PulledBottle } from '../pull/pulled-bottle.ts';
import { sidecarOf } from '../pull/sidecar.ts';

/** One bottle of a bundle, on disk, with what a receipt and a lock say of it. */
export interface GatheredItem {
  readonly item: BundleItem;
  readonly pulled: PulledBottle;
}

/**
 * Confirms a planned bottle, downloads it into the cache, and collects everything that travels with it. Throws what
 * confirming and downloading throw.
 */
export async function gatherItem(
  brewpull: Brewpull,
  { found: planned, isRequested, dependencies, mentioned }: ClosureItem,
): Promise<GatheredItem> {
  const confirmed =
    planned.origin.kind === 'registry'
      ? await confirmBottle(planned, brewpull.registry())
      : undefined;
  const { onEvent } = brewpull.options;
  for (const message of confirmed?.notes ?? []) onEvent({ type: 'warning', message });
  const found = confirmed?.found ?? planned;
  const blob = await brewpull.downloads().obtain({
    name: found.fileName,
    digest: digestOf(found.sha256),
    sizeBytes: confirmed?.layer.sizeBytes,
    origin: found.origin,
  });
  const formulaFile = await readFormulaFile(brewpull, planned);
  const item: BundleItem = {
    formula: found.nameThen,
    tap: found.tap,
    pkgVersion: found.pkgVersion,
    rebuild: found.rebuild,
    bottleTag: found.bottleTag,
    sha256: found.sha256,
    sizeBytes: blob.sizeBytes,
    cellar: found.cellar ?? 'any',
    isRequested,
    isKegOnly: isKegOnly(formulaFile?.bytes),
    dependencies,
    stubs: mentioned,
    bottleFile: blob.path,
    sidecar: confirmed === undefined ? undefined : sidecarOf(confirmed),
    registry: registryFiles(confirmed),
    formulaFile,
    attestations: undefined,
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
  };
  return { item, pulled };
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

async function readFormulaFile(
  brewpull: Brewpull,
  { record, tap }: ClosureItem['found'],
): Promise<BundleItem['formulaFile']> {
  if (record === undefined) return undefined;
  const history = await brewpull.histories.of(tap);
  const { commit, path } = record;
  const found = await history?.repository.read(`${commit.oid}:${path}`);
  if (found?.status !== 'found') return undefined;
  return { path, commit: commit.oid, bytes: found.bytes };
}

/** brew does not link such a formula, which the installer has to know; the word stands alone at the head of a line. */
function isKegOnly(text: Uint8Array | undefined): boolean {
  return text !== undefined && /^\s*keg_only\b/m.test(new TextDecoder().decode(text));
}
