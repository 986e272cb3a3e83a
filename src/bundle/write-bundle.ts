import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TarEntry } from '../archive/pack-tar.ts';
import { writeTar } from '../archive/write-tar.ts';
import { digestOf, parseHex, verifyDigest, type Hex } from '../core/digest.ts';
import { AbortedError, FileExistsError, SizeMismatchError } from '../core/errors.ts';
import { hashFile } from '../store/hash-file.ts';
import { placeFile } from '../store/place-file.ts';
import { readRegularFile } from '../store/read-regular-file.ts';
import { codeOf, explainStoreFailure } from '../store/store-failure.ts';
import { assembleBundle, type BundleFile } from './assemble.ts';
import type { BundleContents } from './contents.ts';
import { TAR_ROOT } from './layout.ts';
import { verifyBundle } from './verify-bundle.ts';

/** Most of `SHA256SUMS` that is compared. */
const SUMS_BYTES = 64 * 1024 * 1024;

/** Where a bundle goes, and in which form. */
export interface BundleOutput {
  readonly path: string;
  readonly format: 'folder' | 'tar';
  /** Only for a tar: parts of at most this many bytes. */
  readonly splitBytes?: number | undefined;
  /** Whether another bundle under that name may be replaced. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What stands on disk after {@link writeBundle}. */
export interface WrittenBundle {
  /** The folder, the tar, or the parts and the file of their sums. */
  readonly paths: readonly string[];
  /** Of all files together, or of the tar. */
  readonly sizeBytes: number;
  /** Of the whole tar; undefined for a folder. */
  readonly sha256: Hex | undefined;
  /** Of `SHA256SUMS`: one sum that names all contents, the same for folder and tar. */
  readonly sumsSha256: Hex;
  readonly status: 'written' | 'unchanged';
}

/**
 * Writes a bundle as a folder or a deterministic tar; equal contents give equal bytes. Every bottle is hashed on its way.
 * The bundle grows under `PATH.partial` and gets its name at the very end, so that an error leaves nothing under it.
 * Throws `DigestMismatchError` or {@link SizeMismatchError} for a bottle that is not what the contents say,
 * {@link FileExistsError} when something else stands there, `InvalidFileError` for contents that cannot travel, `StoreError`.
 */
export async function writeBundle(
  contents: BundleContents,
  out: BundleOutput,
): Promise<WrittenBundle> {
  const files = await assembleBundle(contents);
  const sums = files.find(({ name }) => name === 'SHA256SUMS');
  if (sums === undefined) throw new Error('Internal error: a bundle without sums');
  try {
    await mkdir(dirname(out.path), { recursive: true });
    if (out.format === 'folder') return await writeFolder(files, sums, out);
    const { signal, splitBytes, overwrite = false } = out;
    const tar = await writeTar(out.path, files.map(toEntry), { signal, splitBytes, overwrite });
    return { ...tar, sumsSha256: sums.sha256 };
  } catch (error) {
    throw explainStoreFailure('write', out.path, error);
  }
}

function toEntry({ name, mode, sizeBytes, sha256, source }: BundleFile): TarEntry {
  const content = typeof source === 'string' ? hashed(source, name, sha256) : source;
  return { name: `${TAR_ROOT}/${name}`, mode, sizeBytes, content };
}

async function* hashed(path: string, name: string, sha256: Hex): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256');
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  verifyDigest(name, digestOf(sha256), digestOf(parseHex(hash.digest('hex'))));
}

async function writeFolder(
  files: readonly BundleFile[],
  sums: BundleFile,
  out: BundleOutput,
): Promise<WrittenBundle> {
  const sizeBytes = files.reduce((total, file) => total + file.sizeBytes, 0);
  const result = { paths: [out.path], sizeBytes, sha256: undefined, sumsSha256: sums.sha256 };
  const standing = await lookAt(out.path, sums);
  if (standing === 'same') return { ...result, status: 'unchanged' };
  if (standing === 'other' || (standing === 'bundle' && out.overwrite !== true)) {
    throw new FileExistsError(`${out.path} is there with other contents`, {
      hint: 'Move it away, or choose another name with --output.',
    });
  }
  const partial = `${out.path}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    for (const file of files) {
      if (out.signal?.aborted === true) throw new AbortedError({ cause: out.signal.reason });
      await putFile(file, join(partial, file.name));
    }
    await replace(out.path, partial);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  return { ...result, status: 'written' };
}

async function putFile(file: BundleFile, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if (typeof file.source !== 'string') {
    await writeFile(to, file.source);
    await chmod(to, file.mode);
    return;
  }
  await placeFile(file.source, to);
  const { digest, sizeBytes } = await hashFile(to);
  if (sizeBytes !== file.sizeBytes) {
    throw new SizeMismatchError(file.name, file.sizeBytes, sizeBytes);
  }
  verifyDigest(file.name, digestOf(file.sha256), digest);
}

/** What stands where a folder should go: nothing (or an empty folder), this very bundle, another one, something else. */
async function lookAt(
  path: string,
  sums: BundleFile,
): Promise<'nothing' | 'same' | 'bundle' | 'other'> {
  try {
    if ((await readdir(path)).length === 0) return 'nothing';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'nothing';
    if (codeOf(error) === 'ENOTDIR') return 'other';
    throw error;
  }
  try {
    await stat(join(path, 'bundle.json'));
    const found = await readRegularFile(join(path, 'SHA256SUMS'), SUMS_BYTES);
    if (typeof sums.source === 'string' || !found.equals(sums.source)) return 'bundle';
    return (await verifyBundle(path)).length === 0 ? 'same' : 'bundle';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'other';
    throw error;
  }
}

async function replace(path: string, partial: string): Promise<void> {
  const old = `${path}.old`;
  await rm(old, { recursive: true, force: true });
  try {
    await rename(path, old);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  await rename(partial, path);
  await rm(old, { recursive: true, force: true });
}
