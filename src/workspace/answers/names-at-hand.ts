import { resolve } from 'node:path';

import { BrewpullError } from '../../core/errors.ts';
import { openAnswers } from '../../history/answers-file/file/answers-file.ts';
import { openAtlas } from '../../history/atlas/atlas.ts';
import { CORE_TAP } from '../../core/formula-key.ts';
import { findTapDirectory } from '../../history/tap/tap-directory.ts';
import { atlasPath } from '../histories/atlas-path.ts';
import { managedCopyPath } from '../histories/managed-copy-path.ts';
import type { TapClone } from '../histories/tap-clone.ts';
import { fetchedAnswersPaths } from './answers-places.ts';

/** Where names of formulae may be read from without a network and without git. */
export interface NamePlaces {
  readonly cacheDirectory: string;
  /** The file of `--atlas`. */
  readonly atlasFile: string | undefined;
  /** The answers that came with the program; of homebrew/core. */
  readonly packaged: string | undefined;
  readonly tapClones: readonly TapClone[];
  /** The place of Homebrew comes from these variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Names that begin as a word does. */
export interface NameQuestion {
  readonly tap: string;
  readonly prefix: string;
  readonly limit: number;
}

/**
 * Lists names of formulae and aliases that begin with a prefix, in their order; where there are more than the limit, the first ones
 * and the last, so that what all have in common is right. They come from the first file at hand that has some: an atlas is
 * not made for it.
 */
export async function listNamesAtHand(
  { tap, prefix, limit }: NameQuestion,
  places: NamePlaces,
): Promise<readonly string[]> {
  for (const path of await listNameFiles(tap, places)) {
    const names = readNames(path, tap, prefix);
    if (names === undefined || names.length === 0) continue;
    const sorted = [...new Set(names)].toSorted();
    const last = sorted.at(-1);
    if (sorted.length <= limit || last === undefined) return sorted;
    return [...sorted.slice(0, limit - 1), last];
  }
  return [];
}

/** Tells whether any file at hand knows a name, of a formula or an alias, of today or of earlier. */
export async function isNameAtHand(
  { tap, name }: { readonly tap: string; readonly name: string },
  places: NamePlaces,
): Promise<boolean> {
  const files = await listNameFiles(tap, places);
  return files.some((path) => readNames(path, tap, name)?.includes(name) === true);
}

/** Gives the files that may know names of a tap, in the order in which they are asked; not all of them are there. */
export async function listNameFiles(
  tap: string,
  { cacheDirectory, atlasFile, packaged, tapClones, environment }: NamePlaces,
): Promise<readonly string[]> {
  const clones = [
    ...tapClones.filter((each) => (each.tap ?? tap) === tap).map(({ path }) => path),
    managedCopyPath(cacheDirectory, tap),
    (await findTapDirectory(tap, environment)) ?? [],
  ].flat();
  const fetched = fetchedAnswersPaths(cacheDirectory, tap);
  return [
    atlasFile ?? [],
    ...clones.map((path) => atlasPath({ cacheDirectory, tap, repository: resolve(path) })),
    fetched.answers,
    fetched.atlas,
    (tap === CORE_TAP ? packaged : undefined) ?? [],
  ].flat();
}

/** Undefined where there is no such file, and where it cannot be used: the next one may do. */
function readNames(path: string, tap: string, prefix: string): readonly string[] | undefined {
  for (const read of [readAnswers, readAtlas]) {
    try {
      return read(path, tap, prefix);
    } catch (error) {
      if (!(error instanceof BrewpullError)) throw error;
    }
  }
  return undefined;
}

/** Older names and those of removed formulae still lead somewhere, and are listed where no other name begins so or they are written out. */
function readAnswers(path: string, tap: string, prefix: string): readonly string[] | undefined {
  const file = openAnswers(path, { tap });
  if (file === undefined) return undefined;
  try {
    const found = [...file.names(prefix)];
    const today = found.filter(({ via }) => via === 'file' || via === 'alias');
    const listed =
      today.length > 0
        ? found.filter((each) => each.name === prefix || today.includes(each))
        : found;
    return listed.map(({ name }) => name);
  } finally {
    file.close();
  }
}

function readAtlas(path: string, tap: string, prefix: string): readonly string[] | undefined {
  const atlas = openAtlas(path);
  if (atlas === undefined) return undefined;
  try {
    if (atlas.tap !== tap) return undefined;
    return atlas.everyName().filter((name) => name.startsWith(prefix));
  } finally {
    atlas.close();
  }
}
