import type { BottleId } from '../core/bottle-id.ts';
import type { Digest, Hex } from '../core/digest.ts';

/**
 * What one run fetched, from which server and over which connection: plain data without secrets. Times are UTC in ISO 8601
 * with a `Z`. A field that is undefined is left out of the file.
 */
export interface Receipt {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly created: string;
  readonly network: ReceiptNetwork;
  /** Undefined when no project file decided anything. */
  readonly projectFile?: ReceiptProjectFile | undefined;
  readonly artifacts: readonly ReceiptArtifact[];
}

/** The way out to the internet, as the user names it. */
export interface ReceiptNetwork {
  /** What `--network-label` said, e.g. `tor` or `home`. */
  readonly label?: string | undefined;
  /** What `--country` said: where the traffic leaves. */
  readonly country?: string | undefined;
  /** The proxy of the run, without credentials. */
  readonly proxy?: string | undefined;
}

/** The `.brewpull.json` that decided part of what was asked for. */
export interface ReceiptProjectFile {
  /** Relative to the working folder, with `/`, so that it reveals no folder of the machine. */
  readonly path: string;
  /** The sha256 of its content. */
  readonly sha256: Hex;
  /** The options that it decided. */
  readonly options: readonly string[];
}

/** One file or image of a run. */
export type ReceiptArtifact = BottleReceipt | ImageReceipt | BrewReceipt;

/** How one bottle was obtained. */
export interface BottleReceipt extends BottleId {
  readonly kind: 'bottle';
  /** What was asked for, if that was one version: `vim=9.0.1450`. */
  readonly asked?: string | undefined;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** The commit that introduced the bottle; undefined when no history was at hand. */
  readonly commit?: string | undefined;
  /** The path of the formula at that commit. */
  readonly path?: string | undefined;
  /** The git object id of the formula's text at that commit. */
  readonly formulaBlob?: string | undefined;
  /** The origin of the registry, e.g. `https://ghcr.io`. */
  readonly registry: string;
  readonly repository: string;
  /** Undefined for a server of plain files. */
  readonly reference?: string | undefined;
  readonly index?: ReceiptDocument | undefined;
  readonly manifest?: ReceiptDocument | undefined;
  readonly blob: ReceiptDocument;
  readonly connection?: ReceiptConnection | undefined;
  /** Where the bytes came from if not from the server. */
  readonly fromHistory?: HistoryFile | undefined;
}

/** A file that a tap's own git history holds. */
export interface HistoryFile {
  /** The commit that added it. */
  readonly commit: string;
  readonly path: string;
  /** The git object id of its content. */
  readonly blob: string;
}

/** How one container image was obtained. */
export interface ImageReceipt {
  readonly kind: 'image';
  /** As asked for, e.g. `docker.io/library/alpine:3.19`. */
  readonly reference: string;
  /** E.g. `linux/amd64`. */
  readonly platform?: string | undefined;
  readonly registry: string;
  readonly repository: string;
  readonly index?: ReceiptDocument | undefined;
  readonly manifest: ReceiptDocument;
  readonly config: ReceiptDocument;
  /** From the bottom up. */
  readonly layers: readonly ReceiptDocument[];
  readonly connection?: ReceiptConnection | undefined;
}

/** How Homebrew itself was obtained: all files of one release. */
export interface BrewReceipt {
  readonly kind: 'brew';
  /** E.g. `4.6.10`. */
  readonly tag: string;
  readonly commit: string;
  /** The git object id of the tree of all its files. */
  readonly tree: string;
  /** The tar that brewpull makes from them. */
  readonly tar: ReceiptDocument;
  /** The repository or archive; undefined for one on this machine. */
  readonly source?: string | undefined;
  readonly connection?: ReceiptConnection | undefined;
}

/** A document as the server sent it. */
export interface ReceiptDocument {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** How the bytes of a blob were sent; an artifact from the cache has no connection. */
export interface ReceiptConnection {
  /** The host that the registry redirected to; undefined if it sent the bytes itself. */
  readonly redirectHost?: string | undefined;
  readonly tlsIssuer?: string | undefined;
  /** The other end of the connection: behind a proxy, the proxy. */
  readonly peerAddress?: string | undefined;
  readonly proxy?: string | undefined;
  readonly startedAt: string;
  readonly finishedAt: string;
}
