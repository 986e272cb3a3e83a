import type { FileRange } from '../../archive/gzip.ts';
import type { Digest } from '../../core/digest.ts';

/** What one path of a server gives. */
export interface Route {
  /** Of the content: its entity tag. Undefined for what has none. */
  readonly digest: Digest | undefined;
  /** `pinned` where the path names the digest, so that the content never changes; `registry` for what a reference names. */
  readonly kind: 'pinned' | 'registry' | 'tags' | 'file';
  /** Finds the content; undefined when it cannot be made. Throws `InvalidFileError` for what is not as it was checked. */
  open(): Promise<ServedContent | undefined>;
}

/** Content of a known size, in memory or to be read from anywhere. */
export type ServedContent =
  | { readonly mediaType: string; readonly bytes: Uint8Array }
  | {
      readonly mediaType: string;
      readonly sizeBytes: number;
      /** Throws before the first byte that may be different. */
      open(range: FileRange): AsyncIterable<Uint8Array>;
    };

/** What is served: the content of a bundle or of a mirror. */
export interface Site {
  /** Finds what a decoded path gives, with its `/`. No path reaches more than the site lists. */
  find(path: string): Route | undefined;
  /** Looks whether there is a newer state, where there can be one. */
  refresh?(): Promise<void>;
}

/** Type of a bottle as a layer. */
export const BOTTLE_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** Type of an image config. */
export const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
/** Type of plain text. */
export const TEXT_TYPE = 'text/plain; charset=utf-8';

/** Makes a route of bytes in memory. */
export function bytesRoute(
  bytes: Uint8Array,
  facts: Pick<Route, 'digest' | 'kind'> & { readonly mediaType: string },
): Route {
  const { digest, kind, mediaType } = facts;
  const content = { mediaType, bytes };
  return { digest, kind, open: async () => content };
}
