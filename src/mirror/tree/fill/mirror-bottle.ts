import { bottleIdOf } from '../../../bottle/resolve/resolution.ts';
import { sidecarOf } from '../../../bottle/place/sidecar.ts';
import {
  checkBottle,
  type BottleTools,
  type CheckedBottle,
} from '../../../bottle/obtain/obtain-bottle.ts';
import type { ConfirmedBottle } from '../../../bottle/confirm/confirm-bottle.ts';
import { digestOf, type Digest } from '../../../core/digest.ts';
import { NotFoundError } from '../../../core/errors.ts';
import { publishedRepository } from '../../../registry/address.ts';
import { orAbsent } from '../../../registry/absence.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { MirrorBottle } from '../file/mirror-schema.ts';
import { treeBlobPath, treeManifestPath, treeSidecarPath } from '../file/tree-layout.ts';
import type { FormulaTexts } from './formula-texts.ts';
import { placeBlob, type BlobTools, type PlacedBlob } from './place-blob.ts';
import { readFormula } from './read-formula.ts';
import type { WishedBottle } from '../wishes/wish.ts';

/** What filling a tree needs. */
export interface MirrorTools extends BlobTools {
  readonly brewpull: Brewpull;
  readonly texts: FormulaTexts;
  /** With a registry that puts its documents into the tree. */
  readonly bottles: BottleTools;
}

/** A wished bottle whose documents are in the tree. */
export interface DescribedBottle {
  readonly wish: WishedBottle;
  readonly checked: CheckedBottle;
  readonly confirmed: ConfirmedBottle;
}

/**
 * Gets the documents of a bottle and compares them with what history says. Throws what confirming throws, and
 * {@link NotFoundError} for a bottle of a plain web server, which a registry's tree cannot hold.
 */
export async function describeBottle(
  wish: WishedBottle,
  { bottles }: MirrorTools,
): Promise<DescribedBottle> {
  const { found } = wish;
  if (found.origin.kind === 'file') {
    throw new NotFoundError(
      `${found.fileName} comes from a plain web server, ${found.origin.url.host}, and a mirror holds what registries have`,
      { hint: 'Fetch it with brewpull bundle.' },
    );
  }
  const checked = await checkBottle(found, bottles);
  const { confirmed } = checked;
  if (confirmed === undefined) throw new Error(`Internal error: ${found.fileName} unconfirmed`);
  return { wish: { ...wish, found: checked.found }, checked, confirmed };
}

/** Puts everything else of a described bottle into the tree. Throws what downloading and writing throw. */
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
  const repository = publishedRepository(origin.repository, brewpull.registry().override);
  const id = bottleIdOf(found);
  const digest = digestOf(found.sha256);
  const { sizeBytes } = confirmed.layer;
  const blobName = treeBlobPath(repository, digest);
  const blob = await placeBlob({ name, digest, sizeBytes, origin, signal }, blobName, tools);
  const configDigest = await placeConfig(confirmed, tools, signal);
  const formula = await readFormula(brewpull, wish, { path: tree.pathOf(blobName), confirmed });
  if (formula.text !== undefined) await tools.texts.write(id, formula.text);
  const sidecar = sidecarOf(confirmed);
  if (sidecar !== undefined) await tree.write(treeSidecarPath(id), Buffer.from(sidecar));
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

/** Gives the digest of the image config, where the registry has it: brew asks for none, and other clients do. */
async function placeConfig(
  { manifest, found }: ConfirmedBottle,
  tools: MirrorTools,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const { origin } = found;
  if (manifest?.document.kind !== 'manifest' || origin.kind !== 'registry') return undefined;
  const { digest, sizeBytes } = manifest.document.config;
  const name = `the config of ${found.fileName}`;
  const wanted = { name, digest, sizeBytes, maxBytes: CONFIG_BYTES, origin, signal };
  const placed = await orAbsent(placeBlob(wanted, treeBlobPath(origin.repository, digest), tools));
  return placed && digest;
}

/** Homebrew's have about 300 bytes. */
const CONFIG_BYTES = 4 * 1024 * 1024;
