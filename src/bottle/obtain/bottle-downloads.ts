import type { Digest } from '../../core/digest.ts';
import type { HistoryFile, ReceiptConnection } from '../../receipt/receipt.ts';
import type { BottleOrigin } from '../resolve/resolution.ts';

/** A bottle to fetch. */
export interface WantedBlob {
  /** The file's name, for progress and messages. */
  readonly name: string;
  readonly digest: Digest;
  /** Undefined if no manifest announces it. */
  readonly sizeBytes: number | undefined;
  /** The most that is accepted if no size is announced; by default more than any bottle has. */
  readonly maxBytes?: number | undefined;
  readonly origin: BottleOrigin;
  /** For a bottle, the tap whose own history may hold the file as well. */
  readonly tap?: string;
  /** Aborts only this download. */
  readonly signal?: AbortSignal | undefined;
}

/** Verified bytes in the cache. */
export interface ObtainedBlob {
  readonly path: string;
  readonly sizeBytes: number;
  readonly wasCached: boolean;
  /** Undefined when nothing was sent. */
  readonly connection: ReceiptConnection | undefined;
  /** Where this run found them in a tap's history, if it did. */
  readonly fromHistory?: HistoryFile | undefined;
}

/** Finds verified bytes in the cache, or fetches them into it from the network. */
export interface BottleDownloads {
  /** Throws errors of the network, of the registry and of checking the bytes. */
  obtain(wanted: WantedBlob): Promise<ObtainedBlob>;
  /** Returns whether the bytes are in the cache. */
  has(digest: Digest): Promise<boolean>;
}
