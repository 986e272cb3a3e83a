import type { Digest } from '../../core/digest.ts';
import type { HistoryFile, ReceiptConnection } from '../../receipt/receipt.ts';
import type { BottleOrigin } from '../resolve/resolution.ts';

/** A bottle to be fetched. */
export interface WantedBlob {
  /** The file's name, for progress and messages. */
  readonly name: string;
  readonly digest: Digest;
  /** Undefined where no manifest announces it. */
  readonly sizeBytes: number | undefined;
  /** More is never taken where no size is announced; by default what no bottle reaches. */
  readonly maxBytes?: number | undefined;
  readonly origin: BottleOrigin;
  /** The tap whose own history may hold the file as well, where it is a bottle's. */
  readonly tap?: string;
  /** Ends this download alone. */
  readonly signal?: AbortSignal | undefined;
}

/** Verified bytes in the cache. */
export interface ObtainedBlob {
  readonly path: string;
  readonly sizeBytes: number;
  readonly wasCached: boolean;
  /** Undefined when nothing was sent. */
  readonly connection: ReceiptConnection | undefined;
  /** Where in a tap's history they were found, when this run took them from there. */
  readonly fromHistory?: HistoryFile | undefined;
}

/** Gets verified bytes into the cache, from there or from the network. */
export interface BottleDownloads {
  /** Throws what the network, the registry or the check of the bytes says. */
  obtain(wanted: WantedBlob): Promise<ObtainedBlob>;
  /** Tells whether the bytes are in the cache. */
  has(digest: Digest): Promise<boolean>;
}
