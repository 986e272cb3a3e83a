import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Digest } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';
import { hashStream, type HashedBytes } from '../store/read/hash-file.ts';
import {
  openRegularFile,
  readStreamOf,
  streamRegularFile,
  type FileRange,
} from '../store/read/open-regular-file.ts';
import { packingOf } from './packing.ts';
import { readTar, type TarMember } from './read-tar.ts';

export type { FileRange } from '../store/read/open-regular-file.ts';

/** Measured: with room for two large chunks, gunzip costs a tenth less than with a stream's default 64 KiB. */
const GUNZIP = { chunkSize: 512 * 1024, readableHighWaterMark: 1024 * 1024 };

/** How a file is read. */
interface ReadOptions {
  /** The range to read; undefined means all of it. */
  readonly range?: FileRange | undefined;
  /** Its name in messages; by default its path. */
  readonly what?: string;
}

/**
 * Streams a file's bytes, gunzipped if they begin like gzip; consecutive gzip streams are read as one. Throws
 * `InvalidFileError` for damaged gzip and, with `whole`, at the end if something else follows the gzip.
 */
async function* openUncompressed(
  path: string,
  { range, what = path, whole = false }: ReadOptions & { readonly whole?: boolean },
): AsyncIterable<Uint8Array> {
  if (range !== undefined && range.end <= range.start) return;
  if ((await packingOf(path, range?.start)) !== 'gzip') {
    yield* streamRegularFile(path, range);
    return;
  }
  const file = await openRegularFile(path);
  try {
    const { start, end } = range ?? { start: 0, end: (await file.stat()).size };
    // Node skips whatever follows a zero byte; it counts what it did read.
    const takenBytes = yield* gunzipped(readStreamOf(file, { start, end }), what);
    const moreBytes = end - start - takenBytes;
    if (whole && moreBytes !== 0) {
      throw new InvalidFileError(
        `${what} has ${moreBytes} bytes after the end of its gzip stream, which docker load and podman refuse`,
      );
    }
  } finally {
    await file.close();
  }
}

/** Unpacks gzip, and returns how many packed bytes were read. Throws `InvalidFileError` for damaged gzip. */
async function* gunzipped(packed: Readable, what: string): AsyncGenerator<Uint8Array, number> {
  const unpacker = createGunzip(GUNZIP);
  packed.on('error', (error) => unpacker.destroy(error));
  try {
    yield* packed.pipe(unpacker);
    return unpacker.bytesWritten;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    throw new InvalidFileError(`${what} is damaged gzip: ${error.message}`, { cause: error });
  } finally {
    packed.destroy();
    unpacker.destroy();
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
 * Hashes what a file, or a range of it, contains once gunzipped: the diff id of a layer
 * (https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid). Throws `InvalidFileError` for damaged
 * gzip, and for bytes after it, which the hash would not cover.
 */
export function digestOfUncompressed(
  path: string,
  options: ReadOptions = {},
): Promise<HashedBytes> {
  return hashStream(openUncompressed(path, { ...options, whole: true }));
}

/** Walks the members of a tar, gzipped or plain, without extracting; links are listed as they are. Throws like `readTar`. */
export function listArchive(path: string): AsyncIterable<TarMember> {
  return readTar(openUncompressed(path, {}), { what: path, links: 'list' });
}

/** Unpacks gzipped bytes that are not in their own file. Throws `InvalidFileError` for damaged gzip. */
export function gunzip(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  what: string,
): AsyncIterable<Uint8Array> {
  // Chunks may be large, and by default 16 of them are buffered.
  return gunzipped(Readable.from(source, { highWaterMark: 1 }), what);
}

/** Hashes what gzipped bytes contain: the diff id of a layer that is not in its own file. Throws `InvalidFileError`. */
export async function digestOfGunzipped(
  source: AsyncIterable<Uint8Array>,
  what: string,
): Promise<Digest> {
  return (await hashStream(gunzip(source, what))).digest;
}
