import { Readable } from 'node:stream';
import { extract, pack, type Header, type Pack } from 'tar-stream';
import { InvalidFileError } from '../core/errors.ts';

/** One header of a tar, as written: nothing is checked yet. */
export interface RawMember {
  readonly name: string;
  readonly mode: number;
  readonly sizeBytes: number;
  /** Undefined for a type that tar-stream does not know, such as GNU's sparse files. */
  readonly type: Header['type'] | undefined;
  readonly linkName: string | undefined;
  /** Where the content begins in the uncompressed tar. */
  readonly byteOffset: number;
  /** Names of the extended records that belong to this member. */
  readonly extended: readonly string[];
  /** Must be read to its end, or left with `break`, before the next member is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** What a tar member is written from. */
export interface RawEntry {
  /** A relative path with `/`. */
  readonly name: string;
  /** Where a symbolic link leads; undefined for a regular file. A link has no content. */
  readonly linkName?: string | undefined;
  /** Permission bits, e.g. `0o644`. */
  readonly mode: number;
  readonly sizeBytes: number;
  /** Exactly `sizeBytes`; the packer checks it. */
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * Packs regular files and symbolic links in the given order, with time 0, no owner and no owner names, so that equal files
 * produce equal bytes. Holds at most one chunk of content and a stream's queue. Passes on errors of the contents.
 */
export async function* packMembers(
  entries: AsyncIterable<RawEntry> | Iterable<RawEntry>,
): AsyncIterable<Uint8Array> {
  const packer = pack();
  const feeding = feed(packer, entries);
  // The error reaches the reader through the packer, which `feed` destroys.
  feeding.catch(() => {});
  try {
    for await (const chunk of packer) yield bytesOf(chunk);
    await feeding;
  } finally {
    packer.destroy(null);
  }
}

async function feed(
  packer: Pack,
  entries: AsyncIterable<RawEntry> | Iterable<RawEntry>,
): Promise<void> {
  try {
    for await (const entry of entries) await feedOne(packer, entry);
    packer.finalize();
  } catch (error) {
    packer.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

async function feedOne(
  packer: Pack,
  { name, linkName, mode, sizeBytes, content }: RawEntry,
): Promise<void> {
  const common = { name, mode, size: sizeBytes, mtime: new Date(0) };
  const sink = packer.entry(
    linkName === undefined
      ? { ...common, type: 'file' }
      : { ...common, type: 'symlink', linkname: linkName },
  );
  const done = new Promise<void>((resolve, reject) => {
    sink.once('close', () => {
      resolve();
    });
    sink.once('error', reject);
  });
  done.catch(() => {});
  for await (const chunk of content) {
    const drained = new Promise<void>((resolve) => {
      sink.once('drain', resolve);
    });
    if (!sink.write(chunk)) await Promise.race([drained, done]);
    if (sink.destroying) throw new Error('The reader of the tar has left');
  }
  sink.end(null);
  await done;
}

/**
 * Walks the members of a tar as they arrive. Throws {@link InvalidFileError} if the bytes are not a tar, are cut short, or
 * announce a header of more than 4 MiB; `what` names the tar. Checks nothing else: see `readTar`.
 */
export async function* unpackMembers(
  source: AsyncIterable<Uint8Array>,
  what: string,
): AsyncIterable<RawMember> {
  const input = Readable.from(source, { objectMode: false });
  const unpacker = extract();
  let sourceError: Error | undefined;
  input.on('error', (error) => {
    sourceError = error;
    unpacker.destroy(error);
  });
  input.pipe(unpacker);
  let last = 'its beginning';
  const explain = (error: unknown): unknown => {
    if (sourceError !== undefined) return sourceError;
    if (!isTarError(error)) return error;
    return new InvalidFileError(`${what} is not a sound tar after ${last}: ${error.message}`, {
      cause: error,
    });
  };
  try {
    for await (const entry of unpacker) {
      last = entry.header.name;
      yield toMember(entry.header, bytesFrom(entry, explain));
      entry.resume();
    }
  } catch (error) {
    throw explain(error);
  } finally {
    input.destroy();
    unpacker.destroy(null);
  }
}

/** Streams a member's content. A truncated tar breaks off inside one, so these errors need explaining, too. */
async function* bytesFrom(
  chunks: AsyncIterable<unknown>,
  explain: (error: unknown) => unknown,
): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of chunks) yield bytesOf(chunk);
  } catch (error) {
    throw explain(error);
  }
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new Error('Internal error: tar-stream gave something that is not bytes');
}

const TAR_ERRORS =
  /^(?:Invalid tar header|Header exceeds max size|Invalid header|Unexpected end of data)/;

function isTarError(error: unknown): error is Error {
  return error instanceof Error && TAR_ERRORS.test(error.message);
}

function toMember(header: Header, content: AsyncIterable<Uint8Array>): RawMember {
  return {
    name: header.name,
    mode: header.mode,
    sizeBytes: header.size,
    type: header.type ?? undefined,
    linkName: header.linkname ?? undefined,
    byteOffset: untypedNumber(header, 'byteOffset'),
    extended: untypedKeys(header, 'pax'),
    content,
  };
}

/** Reads a number that tar-stream 3 provides, though its types do not declare it. */
function untypedNumber(header: object, field: string): number {
  const value: unknown = Reflect.get(header, field);
  if (typeof value !== 'number') throw new Error(`Internal error: tar-stream gave no ${field}`);
  return value;
}

function untypedKeys(header: object, field: string): readonly string[] {
  const value: unknown = Reflect.get(header, field);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
