import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { splitMirror } from '../../../src/mirror/media/split/split-mirror.ts';
import { TempFolder, tempFolder } from '../temp-folder.ts';
import { makeMirrorTree, type MirrorTree } from './make-mirror-tree.ts';

/** The smallest size that media may have. */
export const SMALL_MEDIUM = 1_200_000;

/** A mirror with a bottle that no medium can hold whole, some that one can, and small ones; and the media it was split into. */
export class MediaWorld extends TempFolder {
  readonly mirror = this.at('mirror');
  readonly output = this.at('media');
  readonly tree: MirrorTree;
  /** Folders, in order. */
  readonly media: readonly string[];

  constructor(path: string, tree: MirrorTree, media: readonly string[]) {
    super(path);
    this.tree = tree;
    this.media = media;
  }
}

/** Makes such a world in a folder of its own: `once(makeMediaWorld)`. */
export async function makeMediaWorld(): Promise<MediaWorld> {
  const folder = await tempFolder();
  const small = Array.from({ length: 30 }, (_each, at) => `small${at}`);
  const tree = await makeMirrorTree(folder.at('mirror'), {
    bottles: [
      { formula: 'huge', pkgVersion: '1', tags: ['big_sur'], fillerBytes: 3_000_000 },
      {
        formula: 'large',
        pkgVersion: '2',
        tags: ['big_sur', 'catalina'],
        fillerBytes: 400_000,
      },
      ...small.map((formula) => ({ formula, pkgVersion: '1.0', tags: ['big_sur'] })),
    ],
    targets: ['big_sur', 'catalina'],
  });
  const output = folder.at('media');
  const { media } = await splitMirror(tree.path, { output, mediumBytes: SMALL_MEDIUM });
  return new MediaWorld(
    folder.path,
    tree,
    media.map(({ path }) => path),
  );
}

/** Returns the path of the largest data file on a medium. */
export async function largestData(medium: string): Promise<string> {
  let largest = { path: '', size: -1 };
  for (const entry of await readdir(join(medium, 'data'), {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const size = (await readFile(path)).length;
    if (size > largest.size) largest = { path, size };
  }
  return largest.path;
}

/** Changes one byte in the middle of a file. */
export async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
