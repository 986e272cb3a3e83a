import type { FileRange } from '../../archive/gzip.ts';
import type { Digest } from '../../core/digest.ts';
import type { ServedStock } from './page/served-stock.ts';

/** What one path of a server gives. */
export interface Route {
  /** Of the content, or of what it follows from: its entity tag. Undefined for what has none. */
  readonly digest: Digest | undefined;
  /** `pinned` where the path names the digest, so that the content never changes; `registry` for what a reference names. */
  readonly kind: 'pinned' | 'registry' | 'tags' | 'file';
  /** Finds the content; undefined when it cannot be made. Throws `InvalidFileError` for what is not as it was checked. */
  open(): Promise<ServedContent | undefined>;
  /** What else an answer says of it. */
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

/** What is served: the content of a bundle or of a mirror. */
export interface Site {
  /** Finds what a decoded path gives, with its `/`. No path reaches more than the site lists. */
  find(path: string): Route | undefined;
  /** Gives what the page at `/` shows. */
  readonly stock: ServedStock;
  /** Looks whether there is a newer state, where there can be one. */
  refresh?(): Promise<void>;
}

/** Type of a bottle as a layer. */
export const BOTTLE_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
/** Type of an image config. */
export const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
/** Type of plain text. */
export const TEXT_TYPE = 'text/plain; charset=utf-8';

/** Type of a web page. */
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

/** Gives the type of a file by its name. */
export function typeOfFile(name: string): string {
  if (name.endsWith('SHA256SUMS')) return TEXT_TYPE;
  return TYPES.get(/\.([a-z]+)$/.exec(name)?.[1] ?? '') ?? 'application/octet-stream';
}

/** Makes a route of bytes in memory. */
export function bytesRoute(
  bytes: Uint8Array,
  facts: Pick<Route, 'digest' | 'kind' | 'headers'> & { readonly mediaType: string },
): Route {
  const { mediaType, ...rest } = facts;
  const content = { mediaType, bytes };
  return { ...rest, open: async () => content };
}
