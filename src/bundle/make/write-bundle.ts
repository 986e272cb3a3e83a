import { createReadStream } from 'node:fs';
import { chmod, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TarEntry } from '../../archive/pack-tar.ts';
import { writeTar } from '../../archive/write-tar.ts';
import { Sha256, digestOf, verifyDigest, type Hex } from '../../core/digest.ts';
import { AbortedError, FileExistsError, SizeMismatchError } from '../../core/errors.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { claimFolderName, replaceFolder } from '../../store/place/final-name.ts';
import { hashFile } from '../../store/read/hash-file.ts';
import { writeFileAtomic } from '../../store/place/atomic-write.ts';
import { placeFile } from '../../store/place/place-file.ts';
import { codeOf, explainStoreFailure } from '../../store/store-failure.ts';
import { temporaryName } from '../../store/place/temporary-name.ts';
import { assembleBundle, type BundleFile } from '../plan/assemble.ts';
import type { GatheredBundle } from '../file/gathered-bundle.ts';
import { compareBundlePaths, TAR_ROOT } from '../file/layout.ts';
import { keepSignatures } from '../signature/kept-signatures.ts';
import type { SignSums } from '../signature/sign-sums.ts';
import { lookAtFolder, requireOnlyBundle } from './look-at-folder.ts';
import { isSameInside } from './same-bottles.ts';

/** Where a bundle goes, and in which form. */
export interface BundleOutput {
  readonly path: string;
  readonly format: 'folder' | 'tar';
  /** Only for a tar: parts of at most this many bytes. */
  readonly splitBytes?: number | undefined;
  /** Whether another bundle under that name may be replaced. */
  readonly overwrite?: boolean;
  /** Signs `SHA256SUMS`; without it, the signatures of an existing bundle stay if they still fit. */
  readonly sign?: SignSums | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is on disk after {@link writeBundle}. */
export interface WrittenBundle {
  /** The folder, the tar, or the parts and the file of their sums. */
  readonly paths: readonly string[];
  /** The size of all files together, or of the tar. */
  readonly sizeBytes: number;
  /** The sha256 of the whole tar; undefined for a folder. */
  readonly sha256: Hex | undefined;
  /** The sha256 of `SHA256SUMS`: one sum that covers all contents, the same for folder and tar. */
  readonly sumsSha256: Hex;
  readonly status: 'written' | 'unchanged';
}

/**
 * Writes a bundle as a folder or a deterministic tar; equal contents make equal bytes. Every bottle is hashed on its way. The
 * bundle grows under a hidden name that only this run knows and gets its own at the very end, so that an error leaves nothing
 * under it; see {@link writeTar} for what happens if several runs want one name.
 * Throws `DigestMismatchError` or {@link SizeMismatchError} for a bottle that is not what the contents say,
 * {@link FileExistsError} if something else is there, `InvalidFileError` for contents that cannot travel, and `StoreError`.
 */
export async function writeBundle(
  contents: GatheredBundle,
  asked: BundleOutput,
): Promise<WrittenBundle> {
  // A bundle of the same bottles that were found in another way is brewpull's own, and may be replaced.
  const overwrite = asked.overwrite === true || (await isSameInside(asked, contents));
  const out = { ...asked, overwrite };
  const unsigned = await assembleBundle(contents);
  const sums = unsigned.find(({ name }) => name === 'SHA256SUMS');
  if (sums === undefined || typeof sums.source === 'string') {
    throw new Error('Internal error: a bundle without sums');
  }
  const made = (await asked.sign?.(sums.source)) ?? [];
  const kept = overwrite ? await keepSignatures(asked, sums.source, made.length > 0) : [];
  const signatures = [...new Map([...kept, ...made].map((file) => [file.name, file])).values()];
  const files = [...unsigned, ...signatures].toSorted((a, b) => compareBundlePaths(a.name, b.name));
  try {
    await makeFolder(dirname(out.path));
    if (out.format === 'folder') return await writeFolder(files, sums, { ...out, made });
    const { signal, splitBytes } = out;
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
  const hash = new Sha256();
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  verifyDigest(name, digestOf(sha256), hash.digest());
}

async function writeFolder(
  files: readonly BundleFile[],
  sums: BundleFile,
  out: BundleOutput & { readonly made: readonly BundleFile[] },
): Promise<WrittenBundle> {
  const path = await followLink(out.path);
  const sizeBytes = files.reduce((total, file) => total + file.sizeBytes, 0);
  const result = { paths: [out.path], sizeBytes, sha256: undefined, sumsSha256: sums.sha256 };
  const found = await lookAtFolder(path, sums);
  if (found === 'same') return { ...result, status: await addSignatures(path, out.made) };
  if (found !== 'nothing') {
    if (found === 'other' || out.overwrite !== true) throw otherContents(out.path);
    await requireOnlyBundle(path);
  }
  const temporary = temporaryName(path);
  try {
    await mkdir(temporary);
    for (const file of files) {
      if (out.signal?.aborted === true) throw new AbortedError({ cause: out.signal.reason });
      await putFile(file, join(temporary, file.name));
    }
    if (out.overwrite === true) await replaceFolder(temporary, path, requireOnlyBundle);
    else if (!(await claimFolderName(temporary, path))) {
      if ((await lookAtFolder(path, sums)) === 'same') {
        return { ...result, status: await addSignatures(path, out.made) };
      }
      throw otherContents(out.path);
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { ...result, status: 'written' };
}

/** Adds signatures to a folder that has everything else already. */
async function addSignatures(
  folder: string,
  made: readonly BundleFile[],
): Promise<WrittenBundle['status']> {
  let status: WrittenBundle['status'] = 'unchanged';
  for (const { name, source, sha256 } of made) {
    const path = join(folder, name);
    const there = await hashFile(path).catch(() => undefined);
    if (there?.digest === digestOf(sha256) || typeof source === 'string') continue;
    await writeFileAtomic(path, source);
    status = 'written';
  }
  return status;
}

/** Follows a link to a folder, which is where the user wants the bundle: its target is filled, and the link stays. */
async function followLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  }
}

function otherContents(path: string): FileExistsError {
  return new FileExistsError(`${path} already exists with other contents`, {
    hint: 'Move it away, or choose another name with --output. What was downloaded is in the cache.',
  });
}

async function putFile(file: BundleFile, to: string): Promise<void> {
  await makeFolder(dirname(to));
  if (typeof file.source !== 'string') {
    await writeFile(to, file.source);
    await chmod(to, file.mode);
    return;
  }
  await placeFile(file.source, to);
  const { digest, sizeBytes } = await hashFile(to);
  if (sizeBytes !== file.sizeBytes) {
    throw new SizeMismatchError(file.name, {
      expectedBytes: file.sizeBytes,
      actualBytes: sizeBytes,
    });
  }
  verifyDigest(file.name, digestOf(file.sha256), digest);
}
