import type { FileRange } from '../../store/read/open-regular-file.ts';
import type { Digest } from '../../core/digest.ts';
import { BrewpullError, DigestMismatchError } from '../../core/errors.ts';
import type { UploadBlob } from './send-blob.ts';

/** A blob that records how much of it is read, and what goes wrong while reading. */
export class WatchedBlob implements UploadBlob {
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** Bytes handed over, over all tries. */
  sentBytes = 0;
  /** Why its bytes cannot be sent, whatever the network does. */
  unreadable: BrewpullError | undefined;
  /** Whether its bytes were the wrong ones. */
  get isWrong(): boolean {
    return this.unreadable instanceof DigestMismatchError;
  }

  readonly #blob: UploadBlob;

  constructor(blob: UploadBlob) {
    this.digest = blob.digest;
    this.sizeBytes = blob.sizeBytes;
    this.#blob = blob;
  }

  async *open(range: FileRange): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of this.#blob.open(range)) {
        this.sentBytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (error instanceof BrewpullError) this.unreadable = error;
      throw error;
    }
  }

  onProgress(sentBytes: number): void {
    this.#blob.onProgress(sentBytes);
  }
}
