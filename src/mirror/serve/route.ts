import type { FileRange } from '../../archive/gzip.ts';
import type { Digest } from '../../core/digest.ts';
import type { ServedStock } from './page/served-stock.ts';

/** What a server sends for one path. */
export interface Route {
  /** The digest of the content or of what determines it, used as the entity tag; undefined if there is none. */
  readonly digest: Digest | undefined;
  /** `pinned` if the path names the digest, so that the content never changes; `registry` for what a reference names. */
  readonly kind: 'pinned' | 'registry' | 'tags' | 'file';
  /** Finds the content; undefined if it cannot be made. Throws `InvalidFileError` if it is not what was checked. */
  open(): Promise<ServedContent | undefined>;
  /** Further headers of the response. */
  readonly headers?: Readonly<Record<string, string>>;
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

/** What is served: the content of a bundle or a mirror. */
export interface Site {
  /** Finds the route of a decoded path, with its leading `/`. No path reaches more than the site lists. */
  find(path: string): Route | undefined;
  /** What the page at `/` shows. */
  readonly stock: ServedStock;
  /** Checks for a newer state, if there can be one. */
  refresh?(): Promise<void>;
}

/** The media type of a bottle as a layer. */
export const BOTTLE_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** The media type of an image config. */
export const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
/** The media type of plain text. */
export const TEXT_TYPE = 'text/plain; charset=utf-8';

/** The media type of a web page. */
export const HTML_TYPE = 'text/html; charset=utf-8';

const TYPES = new Map([
  ['html', HTML_TYPE],
  ['json', 'application/json'],
  ['tar', 'application/x-tar'],
  ['gz', 'application/gzip'],
  ['css', 'text/css; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ...['txt', 'rb', 'conf', 'sh', 'md', 'tsv'].map((end) => [end, TEXT_TYPE] as const),
]);

/** Returns the media type of a file by its name. */
export function typeOfFile(name: string): string {
  if (name.endsWith('SHA256SUMS')) return TEXT_TYPE;
  return TYPES.get(/\.([a-z]+)$/.exec(name)?.[1] ?? '') ?? 'application/octet-stream';
}

/** Makes a route for bytes in memory. */
export function bytesRoute(
  bytes: Uint8Array,
  facts: Pick<Route, 'digest' | 'kind' | 'headers'> & { readonly mediaType: string },
): Route {
  const { mediaType, ...rest } = facts;
  const content = { mediaType, bytes };
  return { ...rest, open: async () => content };
}
