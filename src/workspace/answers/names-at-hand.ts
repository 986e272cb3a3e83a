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
  /** The answers for homebrew/core that came with the program. */
  readonly packaged: string | undefined;
  readonly tapClones: readonly TapClone[];
  /** The variables that say where Homebrew is. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A question for the names that begin with a prefix. */
export interface NameQuestion {
  readonly tap: string;
  readonly prefix: string;
  readonly limit: number;
}

/**
 * Lists the names of formulae and aliases that begin with a prefix, sorted. If there are more than the limit, lists the first
 * ones and the last, so that their longest common prefix is right. They come from the first file at hand that has any; no
 * atlas is made for it.
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

/** Returns whether any file at hand knows a name, past or present, of a formula or an alias. */
export async function isNameAtHand(
  { tap, name }: { readonly tap: string; readonly name: string },
  places: NamePlaces,
): Promise<boolean> {
  const files = await listNameFiles(tap, places);
  return files.some((path) => readNames(path, tap, name)?.includes(name) === true);
}

/** Lists the files that may know names of a tap, in the order in which they are asked; not all of them need exist. */
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

/** Reads names from a file; undefined if it does not exist or cannot be used, in which case the next one may do. */
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

/** Reads names of answers; older names and those of removed formulae only if no current name matches or they are written out. */
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
