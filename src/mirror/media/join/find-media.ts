import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidFileError } from '../../../core/errors.ts';
import { isThere } from '../../../store/place/final-name.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { guardStore } from '../../../store/store-failure.ts';
import { LARGEST_MEDIUM_FILE, MEDIUM_FILE, mediumNumber } from '../format/media-layout.ts';
import { parseMedium, type MediumContents } from '../format/media-schema.ts';

/** A medium that is available. */
export interface Medium {
  /** Its folder. */
  readonly path: string;
  readonly contents: MediumContents;
  /** The bytes of `media.json`, as on the medium. */
  readonly bytes: Uint8Array;
}

/**
 * Opens media. Each folder is a medium itself or holds the folders of several, like a stick or the output of a split. A medium
 * that is named twice is opened once. Throws {@link InvalidFileError} for a folder without media, for a `media.json` that cannot
 * be trusted, and for media of several sets.
 */
export async function openMedia(paths: readonly string[]): Promise<readonly Medium[]> {
  const media = new Map<number, Medium>();
  for (const path of paths) {
    for (const folder of await foldersIn(path)) {
      const medium = await openMedium(folder);
      const { number } = medium.contents;
      const [first] = media.values();
      if (first !== undefined) requireSameSet(first, medium);
      if (!media.has(number)) media.set(number, medium);
    }
  }
  return [...media.values()].toSorted((a, b) => a.contents.number - b.contents.number);
}

async function openMedium(path: string): Promise<Medium> {
  const file = join(path, MEDIUM_FILE);
  const bytes = await guardStore('read', file, () => readRegularFile(file, LARGEST_MEDIUM_FILE));
  return { path, contents: parseMedium(bytes, path), bytes };
}

async function foldersIn(path: string): Promise<readonly string[]> {
  return guardStore('read', path, async () => {
    if (await isThere(join(path, MEDIUM_FILE))) return [path];
    const folders: string[] = [];
    for (const name of await readdir(path)) {
      const folder = join(path, name);
      const isMedium =
        mediumNumber(name) !== undefined && (await isThere(join(folder, MEDIUM_FILE)));
      if (isMedium) folders.push(folder);
    }
    if (folders.length > 0) return folders;
    throw new InvalidFileError(`${path} is not a medium of a mirror: it has no ${MEDIUM_FILE}`, {
      hint: 'Name a folder that brewpull mirror MIRROR --split SIZE made, or the stick with it.',
    });
  });
}

function requireSameSet(first: Medium, other: Medium): void {
  const [a, b] = [first.contents, other.contents];
  if (a.id !== b.id || a.media !== b.media) {
    throw new InvalidFileError(
      `${first.path} and ${other.path} are of different sets: ${a.id.slice(0, 12)}, with ${a.media} media, and ${b.id.slice(0, 12)}, with ${b.media}`,
      {
        hint: 'Name media of one split of one mirror; their README.txt says which set each belongs to.',
      },
    );
  }
  if (a.totalBytes === b.totalBytes && a.totalFiles === b.totalFiles) return;
  throw new InvalidFileError(
    `${first.path} and ${other.path} disagree about how large the mirror is`,
    { hint: 'Copy both media again.' },
  );
}
