import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { throwIfAborted } from '../../core/abort.ts';
import { Sha256, type Digest } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { temporaryName } from '../../store/place/temporary-name.ts';
import { streamRegularFile } from '../../store/read/open-regular-file.ts';
import { explainStoreFailure, guardStore } from '../../store/store-failure.ts';

/** A copy under a unique name, in the folder where it will get its final one. */
export interface StagedFile {
  readonly path: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** What is copied. */
export interface StageRequest {
  readonly from: string;
  /** The final path, which decides the folder. */
  readonly target: string;
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Copies a file to the folder of its final place, flushes it to disk and hashes what is written, so that what is checked is what
 * gets the name. The caller removes it. Throws `InvalidFileError` if it is not a regular file or too large, `StoreError`, and
 * `AbortedError`.
 */
export async function stageFile(request: StageRequest): Promise<StagedFile> {
  const { from, target, limitBytes, signal } = request;
  const path = temporaryName(target);
  const hash = new Sha256();
  let sizeBytes = 0;
  const known = await guardStore('read', from, () => stat(from));
  if (known.size > limitBytes) throw tooLarge(from, limitBytes);
  try {
    await makeFolder(dirname(target));
    const file = await open(path, 'wx');
    try {
      for await (const chunk of readable(from)) {
        throwIfAborted(signal);
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) throw tooLarge(from, limitBytes);
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    throw explainStoreFailure('write', target, error);
  }
  return { path, digest: hash.digest(), sizeBytes };
}

function tooLarge(path: string, limitBytes: number): InvalidFileError {
  return new InvalidFileError(`${path} has more than ${limitBytes} bytes, too many for an atlas`);
}

/** Streams a file; errors name the file that should be read. */
async function* readable(path: string): AsyncIterable<Uint8Array> {
  try {
    yield* streamRegularFile(path);
  } catch (error) {
    throw explainStoreFailure('read', path, error);
  }
}

/** Older than anything that a run is still writing. */
const DRAFT_MS = 86_400_000;
/** An unfinished file, or a leftover of a run that took over a mutex. */
const DRAFT = /^\..+\.[0-9a-f]{8}\.part$|\.lock\.[0-9a-f]{8}$/;

/** Removes what killed runs left in brewpull's own folder at least a day ago. What cannot be removed does no harm. */
export async function removeOldDrafts(folder: string, nowMs: number): Promise<void> {
  try {
    for (const name of await readdir(folder)) {
      if (!DRAFT.test(name)) continue;
      const path = join(folder, name);
      if ((await stat(path)).mtimeMs < nowMs - DRAFT_MS) await rm(path, { force: true });
    }
  } catch {
    // Another run may have removed it, and a read-only cache keeps it.
  }
}
