import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { FileRange } from '../../archive/gzip.ts';
import { readPlainTar } from '../../archive/read-plain-tar.ts';
import { Sha256, type Digest } from '../../core/digest.ts';
import { DOCUMENT_BYTES } from '../../json/read-json.ts';
import { throwIfAborted } from '../../core/abort.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { hashFile } from '../../store/read/hash-file.ts';
import { listFiles } from '../../store/read/list-files.ts';
import { openRegularFile, streamRegularFile } from '../../store/read/open-regular-file.ts';

/** One file of an image, wherever it is. */
export interface ImageFile {
  readonly sizeBytes: number;
  /** The digest of its bytes. */
  readonly digest: Digest;
  readonly path: string;
  /** Where it is in an archive; undefined for a separate file. */
  readonly range: FileRange | undefined;
}

/**
 * Finds and hashes the files of an image, in a folder or in a tar of exactly the form that brewpull writes. Reads everything
 * once, in bounded memory. Throws {@link InvalidFileError} for links, hostile or duplicate names and a damaged tar, and errors
 * of the file system.
 */
export async function findImageFiles(
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ImageFile>> {
  return (await stat(path)).isDirectory() ? folderFiles(path, signal) : tarFiles(path, signal);
}

/** Reads a document into memory. Throws {@link InvalidFileError} if it is larger than any honest one. */
export async function readDocument(
  { path, sizeBytes, range }: ImageFile,
  name: string,
): Promise<Uint8Array> {
  if (sizeBytes > DOCUMENT_BYTES) {
    throw new InvalidFileError(`${name} has ${sizeBytes} bytes, too many for a document`);
  }
  const file = await openRegularFile(path);
  try {
    const bytes = new Uint8Array(sizeBytes);
    const { bytesRead } = await file.read(bytes, 0, sizeBytes, range?.start ?? 0);
    if (bytesRead !== sizeBytes) throw new InvalidFileError(`${name} became shorter while read`);
    return bytes;
  } finally {
    await file.close();
  }
}

async function folderFiles(
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ImageFile>> {
  const files = new Map<string, ImageFile>();
  for await (const name of listFiles(path)) {
    throwIfAborted(signal);
    const file = join(path, name);
    files.set(name, { ...(await hashFile(file)), path: file, range: undefined });
  }
  return files;
}

async function tarFiles(
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ImageFile>> {
  const files = new Map<string, ImageFile>();
  const tar = { what: path, kind: 'an image', sizeBytes: (await stat(path)).size };
  for await (const member of readPlainTar(streamRegularFile(path), tar)) {
    const { name, type, sizeBytes, byteOffset, content } = member;
    if (type === 'directory') continue;
    const hash = new Sha256();
    for await (const chunk of content) {
      throwIfAborted(signal);
      hash.update(chunk);
    }
    const digest = hash.digest();
    const range = { start: byteOffset, end: byteOffset + sizeBytes };
    files.set(name, { sizeBytes, digest, path, range });
  }
  return files;
}
