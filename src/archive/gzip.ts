import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { digestOf, parseHex, type Digest } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';
import { packingOf } from './packing.ts';
import { readTar, type TarMember } from './read-tar.ts';

const READ_BYTES = 1024 * 1024;
/** Measured: with room for two large chunks, gunzip costs a tenth less than with the 64 KiB that a stream has. */
const GUNZIP = { chunkSize: 512 * 1024, readableHighWaterMark: 1024 * 1024 };

/** Part of a file, in bytes; `end` is exclusive. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

/** How a file is read. */
interface ReadOptions {
  /** The part of it to read; undefined is all. */
  readonly range?: FileRange | undefined;
  /** What to call it in messages; without it, by its path. */
  readonly what?: string;
}

/**
 * Streams a file's bytes, gunzipped when they begin as gzip does; gzip streams one after another are read as one. Throws
 * `InvalidFileError` for damaged gzip, and at the end for `whole` where something else follows the gzip.
 */
async function* openUncompressed(
  path: string,
  { range, what = path, whole = false }: ReadOptions & { readonly whole?: boolean },
): AsyncIterable<Uint8Array> {
  if (range !== undefined && range.end <= range.start) return;
  const handle = await open(path);
  try {
    const start = range?.start ?? 0;
    const bytes = handle.createReadStream({
      start,
      ...(range === undefined ? {} : { end: range.end - 1 }),
      highWaterMark: READ_BYTES,
      autoClose: false,
    });
    if ((await packingOf(path, start)) !== 'gzip') {
      yield* bytes;
      return;
    }
    const gunzip = createGunzip(GUNZIP);
    bytes.on('error', (error) => gunzip.destroy(error));
    try {
      yield* bytes.pipe(gunzip);
      // Node passes over whatever follows a zero byte; what it did take, it counts.
      const length = (range?.end ?? (await handle.stat()).size) - start;
      if (whole && gunzip.bytesWritten !== length) {
        throw new InvalidFileError(
          `${what} has ${length - gunzip.bytesWritten} bytes after the end of its gzip stream, which docker load and podman refuse`,
        );
      }
    } finally {
      bytes.destroy();
      gunzip.destroy();
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new InvalidFileError(`${what} is damaged gzip: ${error.message}`, { cause: error });
  } finally {
    await handle.close();
  }
}

function isZlibError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'code' in error &&
    (String(error.code).startsWith('Z_') || error.code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END')
  );
}

/**
 * Hashes what a file, or a range of it, holds once gunzipped: the diff id of a layer
 * (https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid). Throws `InvalidFileError` for damaged gzip,
 * and for bytes after it, which the hash would not cover.
 */
export async function digestOfUncompressed(
  path: string,
  options: ReadOptions = {},
): Promise<{ readonly digest: Digest; readonly sizeBytes: number }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of openUncompressed(path, { ...options, whole: true })) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { digest: digestOf(parseHex(hash.digest('hex'))), sizeBytes };
}

/** Walks the members of a tar, gzipped or plain, without extracting; links are given as they are. Throws as `readTar`. */
export function listArchive(path: string): AsyncIterable<TarMember> {
  return readTar(openUncompressed(path, {}), { what: path, links: 'list' });
}

/** Hashes what gzipped bytes hold: the diff id of a layer that is no file of its own. Throws `InvalidFileError`. */
export async function digestOfGunzipped(
  source: AsyncIterable<Uint8Array>,
  what: string,
): Promise<Digest> {
  const hash = createHash('sha256');
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const bytes = Readable.from(source);
  bytes.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of bytes.pipe(gunzip)) {
      if (chunk instanceof Uint8Array) hash.update(chunk);
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new InvalidFileError(`${what} is damaged gzip: ${error.message}`, { cause: error });
  } finally {
    bytes.destroy();
    gunzip.destroy();
  }
  return digestOf(parseHex(hash.digest('hex')));
}
