import type { Digest } from '../core/digest.ts';
import {
  formatIndex,
  parseRawIndex,
  type RawIndex,
  type RawIndexEntry,
} from '../registry/documents/raw-index-schema.ts';

/**
 * Removes the entries of missing manifests from an index: registries refuse an index whose manifests are missing, and `skopeo
 * copy --all` stops at the first. The remaining entries keep their order and all values, including annotations. Returns the same
 * bytes if nothing is missing, undefined if everything is; equal input gives equal bytes. Throws `RegistryResponseError`, with
 * `what`, if the bytes are not an index.
 */
export function reduceIndex(
  bytes: Uint8Array,
  isThere: (digest: Digest) => boolean,
  what: string,
): Uint8Array | undefined {
  const index = parseRawIndex(bytes, what);
  const there = index.entries.filter(({ digest }) => isThere(digest));
  if (there.length === index.entries.length) return bytes;
  return there.length === 0 ? undefined : indexOf(index, there);
}

/** Writes an index with these entries, each manifest once, and everything else as in `index`. */
export function indexOf(index: RawIndex, entries: readonly RawIndexEntry[]): Uint8Array {
  const once = new Map<Digest, RawIndexEntry>();
  for (const entry of entries) if (!once.has(entry.digest)) once.set(entry.digest, entry);
  return formatIndex(index, [...once.values()]);
}
