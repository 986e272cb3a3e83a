import { bottleIdOf, type FoundBottle } from '../../../bottle/resolve/resolution.ts';
import { sidecarOf } from '../../../bottle/place/sidecar.ts';
import {
  checkBottle,
  type BottleTools,
  type CheckedBottle,
} from '../../../bottle/obtain/obtain-bottle.ts';
import type { ConfirmedBottle } from '../../../bottle/confirm/confirm-bottle.ts';
import { digestOf, type Digest } from '../../../core/digest.ts';
import { InvalidFileError, NotFoundError } from '../../../core/errors.ts';
import { publishedRepository } from '../../../registry/address.ts';
import { orAbsent } from '../../../registry/absence.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { MirrorBottle } from '../file/mirror-schema.ts';
import {
  treeBlobPath,
  treeFormulaPath,
  treeManifestPath,
  treeSidecarPath,
} from '../file/tree-layout.ts';
import { treePathFault } from '../file/tree-path.ts';
import type { FormulaTexts } from './formula-texts.ts';
import { placeBlob, type BlobTools, type PlacedBlob } from './place-blob.ts';
import { readFormula } from './read-formula.ts';
import type { WishedBottle } from '../wishes/wish.ts';

/** What filling a tree needs. */
export interface MirrorTools extends BlobTools {
  readonly brewpull: Brewpull;
  readonly texts: FormulaTexts;
  /** Includes a registry that puts its documents into the tree. */
  readonly bottles: BottleTools;
}

/** A wished bottle whose documents are in the tree. */
export interface DescribedBottle {
  readonly wish: WishedBottle;
  readonly checked: CheckedBottle;
  readonly confirmed: ConfirmedBottle;
}

/**
 * Fetches the documents of a bottle and compares them with what history says. Throws what confirming throws, {@link
 * NotFoundError} for a bottle from a plain web server, which a registry's tree cannot hold, and {@link InvalidFileError} for one
 * whose files would have names that not every file system accepts.
 */
export async function describeBottle(
  wish: WishedBottle,
  { bottles, brewpull }: MirrorTools,
): Promise<DescribedBottle> {
  const { found } = wish;
  if (found.origin.kind === 'file') {
    throw new NotFoundError(
      `${found.fileName} comes from a plain web server, ${found.origin.url.host}, but a mirror only holds what registries have`,
      { hint: 'Fetch it with brewpull bundle.' },
    );
  }
  requireTreePaths(found, publishedName(found.origin, brewpull));
  const checked = await checkBottle(found, bottles);
  const { confirmed } = checked;
  if (confirmed === undefined) throw new Error(`Internal error: ${found.fileName} unconfirmed`);
  return { wish: { ...wish, found: checked.found }, checked, confirmed };
}

function publishedName(
  { root, repository }: Extract<FoundBottle['origin'], { readonly kind: 'registry' }>,
  brewpull: Brewpull,
): string {
  const { override } = brewpull.registry();
  return publishedRepository({ registry: root.registry, repository }, override);
}

/** Checks the paths, since names come from outside and nothing can read a mirror whose sums list a bad path. */
function requireTreePaths(found: FoundBottle, repository: string): void {
  const id = bottleIdOf(found);
  const reference = found.origin.kind === 'registry' ? found.origin.reference : '';
  const paths = [treeManifestPath(repository, reference), treeFormulaPath(id), treeSidecarPath(id)];
  for (const path of paths) {
    const fault = treePathFault(path);
    if (fault === undefined) continue;
    throw new InvalidFileError(
      `${found.fileName} cannot be in a mirror: ${JSON.stringify(path)} ${fault}`,
      { hint: 'Fetch it with brewpull bundle.' },
    );
  }
}

/** Puts the rest of a described bottle into the tree. Throws what downloading and writing throw. */
export async function fillBottle(
  { wish, confirmed }: DescribedBottle,
  tools: MirrorTools,
  signal: AbortSignal,
): Promise<{ readonly bottle: MirrorBottle; readonly blob: PlacedBlob }> {
  const { tree, brewpull } = tools;
  const { found } = confirmed;
  const { origin, fileName: name } = found;
  if (origin.kind !== 'registry') throw new Error(`Internal error: ${name} is in no registry`);
  const { reference } = origin;
  const repository = publishedName(origin, brewpull);
  const id = bottleIdOf(found);
  const digest = digestOf(found.sha256);
  const { sizeBytes } = confirmed.layer;
  const blobName = treeBlobPath(repository, digest);
  const blob = await placeBlob({ name, digest, sizeBytes, origin, signal }, blobName, tools);
  const configDigest = await placeConfig({ confirmed, repository }, tools, signal);
  const formula = await readFormula(brewpull, wish, { path: tree.pathOf(blobName), confirmed });
  if (formula.text !== undefined) await tools.texts.write(id, formula.text);
  const sidecar = sidecarOf(confirmed);
  if (sidecar !== undefined) await tools.texts.writeSidecar(id, Buffer.from(sidecar));
  await tree.write(treeManifestPath(repository, confirmed.index.digest), confirmed.index.bytes);
  const bottle: MirrorBottle = {
    ...id,
    sizeBytes: blob.sizeBytes,
    cellar: found.cellar ?? null,
    repository,
    reference,
    indexDigest: confirmed.index.digest,
    manifestDigest: confirmed.entry.manifestDigest,
    hasManifest: confirmed.manifest !== undefined,
    configDigest: configDigest ?? null,
    commit: formula.commit ?? null,
    hasFormula: formula.text !== undefined,
    targets: [found.target.bottleTag],
    dependencies: [...formula.dependencies],
    mentioned: [...formula.mentioned],
  };
  return { bottle, blob };
}

/** Places the image config, which clients other than brew ask for, and returns its digest; undefined if the registry has none. */
async function placeConfig(
  { confirmed, repository }: { readonly confirmed: ConfirmedBottle; readonly repository: string },
  tools: MirrorTools,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const { manifest, found } = confirmed;
  const { origin } = found;
  if (manifest?.document.kind !== 'manifest' || origin.kind !== 'registry') return undefined;
  const { digest, sizeBytes } = manifest.document.config;
  const name = `the config of ${found.fileName}`;
  const wanted = { name, digest, sizeBytes, maxBytes: CONFIG_BYTES, origin, signal };
  const placed = await orAbsent(placeBlob(wanted, treeBlobPath(repository, digest), tools));
  return placed && digest;
}

/** Homebrew's configs have about 300 bytes. */
const CONFIG_BYTES = 4 * 1024 * 1024;
