import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import {
  formatMirrorContents,
  type MirrorBottle,
} from '../../../src/mirror/tree/file/mirror-schema.ts';
import { treeBlobPath, treeManifestPath } from '../../../src/mirror/tree/file/tree-layout.ts';
import { MANIFEST_ACCEPT } from '../../../src/registry/documents/media-type.ts';
import type { Published, PublishedBottle } from '../registry/publish-bottles.ts';

/** What is copied from a registry, and what is left out. */
export interface PublishedTree {
  /** Open to all. */
  readonly registry: URL;
  readonly published: Published;
  readonly formula: string;
  readonly pkgVersion: string;
  readonly withoutManifests?: boolean;
}

/** Copies what was published into a folder as a mirror that holds the bottles and nothing else. Returns its path. */
export async function writePublishedTree(path: string, tree: PublishedTree): Promise<string> {
  const { registry, published, withoutManifests = false } = tree;
  const { repository, reference, indexDigest } = published;
  const get = async (name: string): Promise<Buffer> => {
    const headers = { accept: MANIFEST_ACCEPT };
    const answer = await fetch(new URL(name, registry), { headers });
    if (!answer.ok) throw new Error(`${name} was answered with ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
  const put = async (name: string, bytes: Uint8Array): Promise<void> => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), bytes);
  };
  const copy = async (name: string): Promise<void> => put(name, await get(name));
  const index = await get(treeManifestPath(repository, indexDigest));
  await put(treeManifestPath(repository, reference), index);
  await put(treeManifestPath(repository, indexDigest), index);
  const bottles: MirrorBottle[] = [];
  for (const [bottleTag, bottle] of published.bottles) {
    await put(treeBlobPath(repository, bottle.digest), bottle.bytes);
    if (!withoutManifests) {
      await copy(treeManifestPath(repository, bottle.manifestDigest));
      await copy(treeBlobPath(repository, bottle.configDigest));
    }
    bottles.push(bottleOf(tree, bottleTag, bottle));
  }
  const contents = {
    schemaVersion: 1 as const,
    generator: { name: 'brewpull', version: '0' },
    index: 'published' as const,
    targets: [],
    bottles,
    answers: [],
  };
  await put('mirror.json', Buffer.from([...formatMirrorContents(contents)].join('')));
  return path;
}

function bottleOf(
  { published, formula, pkgVersion, withoutManifests = false }: PublishedTree,
  bottleTag: string,
  { sha256, sizeBytes, manifestDigest, configDigest }: PublishedBottle,
): MirrorBottle {
  const { repository, reference, indexDigest } = published;
  return {
    formula,
    tap: 'homebrew/core',
    pkgVersion,
    rebuild: 0,
    bottleTag,
    sha256,
    sizeBytes,
    cellar: 'any',
    repository,
    reference,
    indexDigest,
    manifestDigest,
    hasManifest: !withoutManifests,
    configDigest: withoutManifests ? null : configDigest,
    commit: null,
    hasFormula: false,
    targets: [],
    dependencies: [],
    mentioned: [],
  };
}
