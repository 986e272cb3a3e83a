import { bottleIdIn } from '../../../core/bottle-id.ts';
import { digestOf, digestOfBytes, verifyDigest, type Digest } from '../../../core/digest.ts';
import type { MirrorBottle } from '../../tree/file/mirror-schema.ts';
import type { MirrorReader } from '../../tree/file/open-mirror.ts';
import { treeBlobPath, treeManifestPath } from '../../tree/file/tree-layout.ts';
import { onlyOnce, type PushSource, type SourceBottle } from './push-source.ts';

/** Returns the bottles of a mirror, read from the tree as they are sent. */
export function mirrorSource(reader: MirrorReader): PushSource {
  return {
    kind: 'mirror',
    bottles: onlyOnce(reader.contents.bottles.map((bottle) => bottleOf(bottle, reader))),
    repairHint: `Check the disk, and run brewpull mirror for ${reader.path} again.`,
  };
}

function bottleOf(bottle: MirrorBottle, reader: MirrorReader): SourceBottle {
  const { repository, reference, sizeBytes, sha256, indexDigest, manifestDigest } = bottle;
  const read = async (path: string, digest: Digest): Promise<Uint8Array> => {
    const bytes = await reader.read(path);
    verifyDigest(`${reader.path}/${path}`, digest, digestOfBytes(bytes));
    return bytes;
  };
  const readManifest = (digest: Digest): Promise<Uint8Array> =>
    read(treeManifestPath(repository, digest), digest);
  return {
    ...bottleIdIn(bottle),
    sizeBytes,
    place: { repository, reference },
    readDocuments: async () => ({
      index: await readManifest(indexDigest),
      manifestDigest,
      manifest: bottle.hasManifest ? await readManifest(manifestDigest) : undefined,
    }),
    open: (range) => reader.open(treeBlobPath(repository, digestOf(sha256)), range),
    readConfig: async (digest) =>
      bottle.configDigest === digest ? read(treeBlobPath(repository, digest), digest) : undefined,
    readAttestations: async () => [],
    isAtHand: async () => true,
  };
}
