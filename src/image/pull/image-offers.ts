import type { Digest } from '../../core/digest.ts';
import { RegistryResponseError } from '../../core/errors.ts';
import { isSameMachine } from '../image-platform.ts';
import type { Platform } from '../../registry/platform.ts';
import type { ServedDocument } from '../../registry/cached/registry-source.ts';

/** An image that an index offers. */
export interface ImageOffer {
  /** Undefined if the index names none. */
  readonly platform: Platform | undefined;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** How to search an index. */
export interface OfferSearch {
  /** For messages. */
  readonly name: string;
  /** Indexes marked for another system or architecture are skipped; undefined to search all. */
  readonly wanted: Platform | undefined;
  readonly read: (digest: Digest) => Promise<ServedDocument>;
}

/** No honest index is nested deeper than this. */
const MAX_DEPTH = 3;
const MAX_NESTED = 20;

/**
 * Yields the images of an index, and then those of the indexes in it, one index at a time and in the order served, so that a
 * caller that has found enough can stop. Skips attestations. Throws `RegistryResponseError` if indexes are nested without end.
 */
export async function* offersOf(
  top: ServedDocument,
  { name, wanted, read }: OfferSearch,
): AsyncGenerator<readonly ImageOffer[]> {
  const seen = new Set<Digest>([top.digest]);
  const waiting: { readonly digest: Digest; readonly depth: number }[] = [];
  const look = ({ document }: ServedDocument, depth: number): readonly ImageOffer[] => {
    if (document.kind === 'manifest') return [];
    for (const { kind, digest, platform } of document.entries) {
      if (kind !== 'index' || seen.has(digest)) continue;
      if (wanted !== undefined && platform !== undefined && platform.os !== '') {
        if (!isSameMachine(platform, wanted)) continue;
      }
      seen.add(digest);
      waiting.push({ digest, depth });
    }
    return document.entries
      .filter(({ kind }) => kind === 'manifest')
      .map(({ platform, digest, sizeBytes }) => ({
        platform: namedPlatform(platform),
        digest,
        sizeBytes,
      }));
  };
  yield look(top, 1);
  for (
    let next = waiting.shift(), count = 1;
    next !== undefined;
    next = waiting.shift(), count += 1
  ) {
    if (next.depth > MAX_DEPTH || count > MAX_NESTED) {
      throw new RegistryResponseError(
        `${name} nests indexes without end: at most ${MAX_NESTED} of them, ${MAX_DEPTH} deep, are read`,
        { hint: 'Ask for one of its images by digest: brewpull image NAME@DIGEST.' },
      );
    }
    yield look(await read(next.digest), next.depth + 1);
  }
}

/** Returns the platform of an entry; undefined if it has none, or one whose words are empty. */
export function namedPlatform(platform: Platform | undefined): Platform | undefined {
  return platform?.os === '' || platform?.architecture === '' ? undefined : platform;
}
