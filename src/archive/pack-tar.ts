import { throwIfAborted } from '../core/abort.ts';
import { SizeMismatchError } from '../core/errors.ts';
import { streamRegularFile } from '../store/read/open-regular-file.ts';
import { packMembers, type RawEntry } from './tar.ts';

/** One regular file or symbolic link to put into a tar. */
export interface TarEntry extends Omit<RawEntry, 'content'> {
  readonly content: TarContent;
}

/** Where the bytes come from: memory, a file on disk, or a stream. */
type TarContent = Uint8Array | { readonly file: string } | AsyncIterable<Uint8Array>;

/**
 * Packs files and links in the given order into a deterministic tar: time 0, no owner, long names as pax records. Streams,
 * reading files in steps of 1 MiB. Throws {@link SizeMismatchError} if a content is longer or shorter than announced.
 */
export function packTar(
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  return packMembers(toRaw(entries, signal));
}

async function* toRaw(
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
  signal: AbortSignal | undefined,
): AsyncIterable<RawEntry> {
  for await (const entry of entries) {
    yield { ...entry, content: measured(entry, signal) };
  }
}

async function* measured(
  { name, sizeBytes, content }: TarEntry,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  let total = 0;
  for await (const chunk of chunksOf(content)) {
    throwIfAborted(signal);
    total += chunk.length;
    if (total > sizeBytes)
      throw new SizeMismatchError(name, { expectedBytes: sizeBytes, actualBytes: total });
    yield chunk;
  }
  if (total !== sizeBytes)
    throw new SizeMismatchError(name, { expectedBytes: sizeBytes, actualBytes: total });
}

async function* chunksOf(content: TarContent): AsyncIterable<Uint8Array> {
  if (content instanceof Uint8Array) {
    if (content.length > 0) yield content;
  } else if ('file' in content) {
    yield* streamRegularFile(content.file);
  } else yield* content;
}
