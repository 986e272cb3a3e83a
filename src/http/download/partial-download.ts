import type { Digest } from '../../core/digest.ts';

/** Where a download goes: what an earlier run kept, and what comes. The caller opens and closes it. */
export interface PartialDownload {
  /** How many bytes there are. */
  readonly sizeBytes: number;
  /** Takes the next bytes; they may be overwritten afterwards. */
  append(bytes: Uint8Array): void;
  /** Writes what is in memory, so that it is kept. */
  flush(): void;
  /** Forgets everything. */
  reset(): Promise<void>;
  /** Writes everything through to the disk, and gives the digest of the bytes there. */
  seal(): Promise<Digest>;
  /** Removes it, so that no later run continues it. */
  discard(): Promise<void>;
}
