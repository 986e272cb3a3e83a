import { lstat, opendir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';

import { isLeftover, isOwnName, subjectOf, type CacheFolder } from './cache-names.ts';
import { isGone } from '../mutex/mutex-mark.ts';
import { lookAt } from '../mutex/mutex-watch.ts';
import { codeOf, explainStoreFailure, guardStore } from '../store-failure.ts';

/** One part of the cache. */
export interface CachePart {
  /** Its folder in the cache, e.g. `blobs`. */
  readonly name: string;
  readonly path: string;
  readonly files: number;
  readonly sizeBytes: number;
}

/** What cleaning removes: files last used before `usedBeforeMs` (milliseconds since 1970). */
export interface CacheCleaning {
  readonly usedBeforeMs: number;
  /** Whether to remove nothing, and only count what would be removed. */
  readonly isDryRun: boolean;
}

/** What cleaning removed, or would remove. */
export interface CleanedCache {
  readonly files: number;
  readonly sizeBytes: number;
  /** Files in the cache that are not brewpull's, including a link where a folder should be; they are left alone. */
  readonly foreign: readonly string[];
}

const DOWNLOADS: readonly CacheFolder[] = [
  'blobs',
  'partial',
  'references',
  'uploads',
  'advisories',
];
const PARTS = [...DOWNLOADS, 'taps', 'atlas', 'answers'];

/** A mutex without a mark counts as held for this long: its process may be about to sign it. */
const UNSIGNED_MS = 60_000;
/** A file that a run is still writing is younger than this. */
const DRAFT_MS = 86_400_000;
/** What a run left this long ago is no longer continued. */
const LEFTOVER_MS = 30 * 86_400_000;

/** Lists the parts of a cache with their sizes; missing parts have none. Reads every folder once, and follows no links. */
export async function listCache(directory: string): Promise<readonly CachePart[]> {
  return Promise.all(
    PARTS.map(async (name) => {
      const path = join(directory, name);
      let files = 0;
      let sizeBytes = 0;
      const part = DOWNLOADS.find((each) => each === name);
      for await (const { kind, name: file, sizeBytes: size } of listFiles(path)) {
        if (kind !== 'file' || (part !== undefined && !isOwnName(part, file))) continue;
        files += 1;
        sizeBytes += size;
      }
      return { name, path, files, sizeBytes };
    }),
  );
}

/** Adds up the sizes of all files in a folder and below; a missing folder has none. */
export async function measureFolder(path: string): Promise<number> {
  let sizeBytes = 0;
  for await (const file of listFiles(path)) sizeBytes += file.sizeBytes;
  return sizeBytes;
}

/**
 * Removes downloads, whole and partial, that were last used before a time; keeps histories and whatever another run is
 * downloading. Follows no links, and only removes files with one of brewpull's names. Throws `StoreError`.
 */
export async function cleanCache(
  directory: string,
  { usedBeforeMs, isDryRun }: CacheCleaning,
): Promise<CleanedCache> {
  const foreign: string[] = [];
  let files = 0;
  let sizeBytes = 0;
  for (const part of DOWNLOADS) {
    const held =
      part === 'partial' || part === 'advisories'
        ? await listHeld(join(directory, part))
        : new Set();
    for await (const found of listFiles(join(directory, part))) {
      if (found.kind !== 'file' || !isOwnName(part, found.name)) foreign.push(found.path);
      else if (found.usedMs < limitFor(part, found.name, usedBeforeMs)) {
        if (held.has(subjectOf(found.name))) continue;
        if (!isDryRun) {
          await guardStore('remove', found.path, () => rm(found.path, { force: true }));
        }
        files += 1;
        sizeBytes += found.sizeBytes;
      }
    }
  }
  return { files, sizeBytes, foreign };
}

/**
 * Removes what runs left at least 30 days ago: downloads that were not continued, and their mutexes. Reads only one folder.
 * Never fails: what cannot be removed does no harm.
 */
export async function removeOldLeftovers(directory: string, nowMs: number): Promise<void> {
  try {
    for await (const { kind, name, path, usedMs } of listFiles(join(directory, 'partial'))) {
      const isOwn = kind === 'file' && isOwnName('partial', name) && isLeftover('partial', name);
      if (isOwn && usedMs < nowMs - LEFTOVER_MS) await rm(path, { force: true });
    }
  } catch {
    // A read-only cache keeps them.
  }
}

/** Records that a file is used now, for cleaning; a read-only cache does without. */
export async function noteUse(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** Lists what other runs are downloading. */
async function listHeld(directory: string): Promise<ReadonlySet<string>> {
  const held = new Set<string>();
  for await (const { path, name, usedMs } of listFiles(directory)) {
    if (!name.endsWith('.lock')) continue;
    const sight = await lookAt(path);
    const mark = sight.kind === 'mutex' ? sight.mark : undefined;
    // A stopped process gives no sign of life, and continues when it is woken.
    const isHeld = mark !== undefined && !isGone(mark);
    const ageMs = Math.abs(Date.now() - usedMs);
    if (ageMs < (isHeld ? LEFTOVER_MS : mark === undefined ? UNSIGNED_MS : 0)) {
      held.add(subjectOf(name));
    }
  }
  return held;
}

/** Returns the time limit for a file. Drafts have no mutex: only their age shows that no run is writing them. */
function limitFor(part: CacheFolder, name: string, usedBeforeMs: number): number {
  const isDraft = part !== 'partial' && isLeftover(part, name);
  return isDraft ? Math.min(usedBeforeMs, Date.now() - DRAFT_MS) : usedBeforeMs;
}

interface FoundFile {
  readonly kind: 'file' | 'other';
  readonly path: string;
  /** Its path below the listed folder, with `/`. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
}

/** Lists everything except folders, at any depth. A link is listed as itself and never followed, even in place of the folder. */
async function* listFiles(
  directory: string,
  below = '',
): AsyncGenerator<FoundFile, void, undefined> {
  try {
    if (!(await lstat(directory)).isDirectory()) {
      yield { kind: 'other', path: directory, name: below, sizeBytes: 0, usedMs: 0 };
      return;
    }
    for await (const entry of await opendir(directory)) {
      const path = join(directory, entry.name);
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        yield* listFiles(path, name);
        continue;
      }
      const found = await lstat(path).catch(() => undefined); // Another run may have removed it.
      if (found === undefined) continue;
      const { size: sizeBytes, mtimeMs: usedMs } = found;
      const kind = found.isFile() ? 'file' : 'other';
      yield { kind, path, name, sizeBytes: kind === 'file' ? sizeBytes : 0, usedMs };
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw explainStoreFailure('read', directory, error);
  }
}
