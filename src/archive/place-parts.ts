import { lstat, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { Hex } from '../core/digest.ts';
import { FileExistsError } from '../core/errors.ts';
import { claimFileName, replaceFile, requireFile, setAside } from '../store/place/final-name.ts';
import { hashFile } from '../store/read/hash-file.ts';
import { withMutex } from '../store/mutex/mutex.ts';
import { codeOf } from '../store/store-failure.ts';
import { temporaryName } from '../store/place/temporary-name.ts';

/** A file that is complete and has no final name yet. */
export interface FinishedPart {
  /** The final name. */
  readonly path: string;
  /** Where its bytes are, in the same folder. */
  readonly temporary: string;
  readonly sha256: Hex;
}

/** Returns the name of a part of a tar: `PATH.001` and so on. */
export function partPath(path: string, number: number): string {
  return `${path}.${String(number).padStart(3, '0')}`;
}

/** Throws {@link FileExistsError} if the final name of a part is taken by other bytes. */
export async function refuseOtherBytes(part: FinishedPart): Promise<void> {
  if ((await compare(part)) === 'other') throw taken(`${part.path} is there with other content`);
}

/**
 * Gives a tar, or its parts and their checksum file, their final names: all of them or none. Without `overwrite`, nothing is
 * replaced; of several runs the first one gets the names, and what the others made keeps its temporary names. With it, the last
 * one wins, completely. The first part comes last, so that a run killed in between leaves no set that can be read. Throws
 * {@link FileExistsError}, or file system errors unchanged.
 */
export async function placeParts(
  parts: readonly FinishedPart[],
  overwrite: boolean,
): Promise<'written' | 'unchanged'> {
  const [only, second] = parts;
  const place = async (): Promise<'written' | 'unchanged'> => {
    const found = await Promise.all(parts.map(compare));
    const status = found.every((each) => each === 'same') ? 'unchanged' : 'written';
    if (!overwrite) await claimAll(parts);
    else if (only !== undefined && second === undefined)
      await replaceFile(only.temporary, only.path);
    else await replaceAll(parts);
    return status;
  };
  if (second === undefined) return place();
  // No single step gives a set all its names at once.
  const set = setOf(parts);
  return withMutex(
    join(dirname(set), `.${basename(set)}.brewpull-lock`),
    { signal: undefined },
    place,
  );
}

/** Puts the checksum file first, because it names the set, and the first part last, because readers of a set begin with it. */
function inOrder(parts: readonly FinishedPart[]): readonly FinishedPart[] {
  const [first, ...others] = parts;
  const sums = others.pop();
  return [sums, ...others, first].filter((part) => part !== undefined);
}

async function claimAll(parts: readonly FinishedPart[]): Promise<void> {
  const [stale] = await listStale(parts);
  if (stale !== undefined) throw wouldBeJoined(stale);
  const made: { readonly path: string; readonly inode: string }[] = [];
  try {
    for (const part of inOrder(parts)) {
      const inode = await inodeOf(part.temporary);
      if (await claimFileName(part.temporary, part.path)) made.push({ path: part.path, inode });
      else if ((await compare(part)) !== 'same') {
        throw taken(`${part.path} was made meanwhile by another run, with other content`);
      }
    }
  } catch (error) {
    for (const { path, inode } of made) {
      if ((await inodeOf(path).catch(() => undefined)) === inode) await rm(path, { force: true });
    }
    throw error;
  }
}

async function replaceAll(parts: readonly FinishedPart[]): Promise<void> {
  const stale = await listStale(parts);
  await refuseForeign(setOf(parts), stale);
  const aside: { readonly path: string; readonly kept: string }[] = [];
  const placed: string[] = [];
  try {
    for (const path of [...parts.map((part) => part.path), ...stale]) {
      await requireFile(path);
      const kept = temporaryName(path);
      if (await setAside(path, kept)) aside.push({ path, kept });
    }
    for (const { temporary, path } of inOrder(parts)) {
      await replaceFile(temporary, path);
      placed.push(path);
    }
  } catch (error) {
    for (const path of placed) await rm(path, { force: true });
    for (const { path, kept } of aside.toReversed()) await rename(kept, path);
    throw error;
  }
  for (const { kept } of aside) await rm(kept, { force: true });
}

/** Lists existing parts beyond the last one: `cat PATH.*` would join them, too. */
async function listStale(parts: readonly FinishedPart[]): Promise<readonly string[]> {
  if (parts.length < 2) return [];
  const stale: string[] = [];
  for (let number = parts.length; ; number += 1) {
    const path = partPath(setOf(parts), number);
    if ((await lstat(path).catch(() => undefined)) === undefined) return stale;
    stale.push(path);
  }
}

/** Throws unless all stale parts belong to the set that is replaced: its own checksum file must list them. */
async function refuseForeign(set: string, stale: readonly string[]): Promise<void> {
  if (stale.length === 0) return;
  const sums = await readFile(`${set}.sha256`, 'latin1').catch(() => '');
  const listed = new Set(sums.split('\n'));
  for (const path of stale) {
    const { digest } = await hashFile(path);
    if (!listed.has(`${digest.slice('sha256:'.length)}  ${basename(path)}`))
      throw wouldBeJoined(path);
  }
}

/** Returns the name of the tar that the parts make up; they must be in order. */
function setOf(parts: readonly FinishedPart[]): string {
  return parts[0]?.path.replace(/\.001$/, '') ?? '';
}

async function compare({ path, sha256 }: FinishedPart): Promise<'free' | 'same' | 'other'> {
  if ((await lstat(path).catch(() => undefined)) === undefined) return 'free';
  await requireFile(path);
  try {
    return (await hashFile(path)).digest === `sha256:${sha256}` ? 'same' : 'other';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'other'; // A link that leads nowhere.
    throw error;
  }
}

async function inodeOf(path: string): Promise<string> {
  const { dev, ino } = await lstat(path, { bigint: true });
  return `${dev}:${ino}`;
}

function wouldBeJoined(path: string): FileExistsError {
  return taken(`${path} exists, and would be joined to this tar though it is not part of it`);
}

function taken(message: string): FileExistsError {
  return new FileExistsError(message, {
    hint: 'Move it away, or choose another name with --output. What was downloaded is in the cache.',
  });
}
