import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { readTar, type TarMember } from '../../archive/read-tar.ts';
import { digestOf, parseHex, type Digest } from '../../core/digest.ts';
import { AbortedError, InvalidFileError } from '../../core/errors.ts';
import { hashFile } from '../../store/read/hash-file.ts';
import { openRegularFile, streamRegularFile } from '../../store/read/open-regular-file.ts';

/** One file of an image, wherever it is. */
export interface ImageFile {
  readonly sizeBytes: number;
  /** Computed from its bytes. */
  readonly digest: Digest;
  readonly path: string;
  /** Where it is in an archive; undefined for a file of its own. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
}

/** Most bytes of a document that is read into memory; registries take no larger manifest. */
const DOCUMENT_BYTES = 4 * 1024 * 1024;

/** What a Mac itself leaves in folders, on exFAT media above all. */
const LITTER = /^(?:\._.*|\.DS_Store|\.Spotlight-V100|\.fseventsd|\.Trashes)$/;

/**
 * Finds and hashes the files of an image: of a folder, or of a tar such as brewpull writes, record for record. Reads
 * everything once, in bounded memory. Throws {@link InvalidFileError} for links, hostile or doubled names and a damaged
 * tar, and what the file system says.
 */
export async function findImageFiles(
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ImageFile>> {
  return (await stat(path)).isDirectory() ? folderFiles(path, signal) : tarFiles(path, signal);
}

/** Reads a document into memory. Throws {@link InvalidFileError} when it is larger than any honest one. */
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
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(path, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (LITTER.test(entry.name)) continue;
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const file = join(path, name);
      if (entry.isDirectory()) await visit(name);
      else if (!entry.isFile()) {
        throw new InvalidFileError(`${path}: ${JSON.stringify(name)} is neither file nor folder`);
      } else {
        throwIfAborted(signal);
        files.set(name, { ...(await hashFile(file)), path: file, range: undefined });
      }
    }
  };
  await visit('');
  return files;
}

async function tarFiles(
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ImageFile>> {
  const files = new Map<string, ImageFile>();
  let end = 0;
  for await (const member of membersOf(path)) {
    const { name, type, sizeBytes, byteOffset } = member;
    // Any other record between, such as one that renames what follows, would let two programs see two images.
    if (byteOffset !== end + 512) {
      throw new InvalidFileError(`${path} has records before ${name} that brewpull does not write`);
    }
    end = byteOffset + Math.ceil(sizeBytes / 512) * 512;
    if (type === 'directory') continue;
    const hash = createHash('sha256');
    for await (const chunk of member.content) {
      throwIfAborted(signal);
      hash.update(chunk);
    }
    const digest = digestOf(parseHex(hash.digest('hex')));
    const range = { start: byteOffset, end: byteOffset + sizeBytes };
    files.set(name, { sizeBytes, digest, path, range });
  }
  if ((await stat(path)).size !== end + 1024) {
    throw new InvalidFileError(`${path} does not end where the tar of an image ends`, {
      hint: 'Copy it again, and compare its checksum.',
    });
  }
  return files;
}

function membersOf(path: string): AsyncIterable<TarMember> {
  return readTar(streamRegularFile(path), { what: path });
}

/** Throws {@link AbortedError} when the run was interrupted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AbortedError({ cause: signal.reason });
}

/**
 * Tells whether a path is an image archive or layout, and no bundle, by the names in it alone. False for what cannot be
 * read as one; throws only what the file system says.
 */
export async function isImage(path: string): Promise<boolean> {
  if ((await stat(path)).isDirectory()) return (await readdir(path)).includes('oci-layout');
  try {
    for await (const { name } of membersOf(path)) {
      return /^(?:blobs(?:\/.*)?|index\.json|manifest\.json|oci-layout|repositories)$/.test(name);
    }
    return false;
  } catch (error) {
    if (error instanceof InvalidFileError) return false;
    throw error;
  }
}
