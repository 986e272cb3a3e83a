import { constants } from 'node:fs';
import { copyFile, lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { randomMark } from '../place/temporary-name.ts';
import { codeOf } from '../store-failure.ts';
import { PartialFile } from './partial-file.ts';

/** A claim to a partial. */
export interface PartialClaim {
  /** Where partials are kept; the folder exists. */
  readonly folder: string;
  /** The beginning of the names of this file's partials. */
  readonly name: string;
  /** The most that is read of what was kept. */
  readonly limitBytes: number;
  /** Whether a process that made a partial may still be alive and have it open. */
  readonly isShared: boolean;
}

/** What an earlier run left of a file. */
interface KeptPart {
  readonly path: string;
  readonly size: number;
}

/**
 * Opens a partial for the holder of a mutex, under a name that no other process uses, with what earlier runs kept. If their
 * process may still be alive, its bytes are copied, so that whatever it writes when it wakes goes to a file that is not used.
 */
export async function claimPartial(claim: PartialClaim): Promise<PartialFile> {
  const { folder, name, limitBytes, isShared } = claim;
  const own = join(folder, `${name}.${randomMark()}.part`);
  const [kept, ...smaller] = await listKept(claim);
  if (kept !== undefined) {
    if (isShared) await moveBytes(kept.path, own);
    else await rename(kept.path, own);
  }
  for (const { path } of smaller) await rm(path, { force: true });
  return PartialFile.open(own, limitBytes);
}

/** Copies a file and removes it. Without room for both, nothing is left, and the download starts over. */
async function moveBytes(from: string, to: string): Promise<void> {
  const { COPYFILE_EXCL, COPYFILE_FICLONE } = constants;
  try {
    await copyFile(from, to, COPYFILE_EXCL | COPYFILE_FICLONE);
  } catch {
    await rm(to, { force: true });
  } finally {
    await rm(from, { force: true });
  }
}

/** Returns how many bytes of a file earlier runs kept. */
export async function keptBytes(claim: Pick<PartialClaim, 'folder' | 'name'>): Promise<number> {
  const [largest] = await listKept(claim);
  return largest?.size ?? 0;
}

/** Lists what was kept, the largest first; nothing if there is no such folder. */
async function listKept({
  folder,
  name,
}: Pick<PartialClaim, 'folder' | 'name'>): Promise<readonly KeptPart[]> {
  const kept: KeptPart[] = [];
  for (const entry of await readEntries(folder)) {
    if (!entry.startsWith(`${name}.`) || !entry.endsWith('.part')) continue;
    const path = join(folder, entry);
    const status = await lstat(path).catch(() => undefined); // A run that wakes may remove its own meanwhile.
    if (status?.isFile() === true) kept.push({ path, size: status.size });
  }
  return kept.toSorted((one, other) => other.size - one.size);
}

async function readEntries(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
