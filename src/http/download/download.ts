import { throwIfAborted } from '../../core/abort.ts';
import type { Digest } from '../../core/digest.ts';
import {
  DigestMismatchError,
  NetworkError,
  RegistryResponseError,
  SizeMismatchError,
  UnauthorizedError,
} from '../../core/errors.ts';
import { parseContentRange, type WantedRange } from './content-range.ts';
import type { PartialFile } from '../../store/blobs/partial-file.ts';
import type { HttpResponse } from '../transport/exchange.ts';
import { MAX_TRIES, pause, type RetryTools } from '../retry.ts';

/** A file to download. */
export interface Download extends RetryTools {
  /** Its name, for events and messages. */
  readonly name: string;
  readonly digest: Digest;
  /** The size the manifest announces; undefined if there is none. */
  readonly sizeBytes: number | undefined;
  /** The most bytes ever accepted if no size is announced. */
  readonly maxBytes: number;
  /** Keeps what has arrived if the download breaks, so that this run or a later one can continue from there. */
  readonly part: PartialFile;
  /**
   * Requests the file, or the rest of it from byte `from` on. Must ask the server that signs URLs each time, because signed URLs
   * expire, and must retry by itself until an answer begins. Resolves with 200, 206 or 416; throws for anything else. It is
   * called again after a broken body, and after one `UnauthorizedError`.
   */
  open(range: WantedRange | undefined): Promise<HttpResponse>;
}

/** The outcome of a download. */
export interface DownloadResult {
  readonly sizeBytes: number;
  /** Bytes kept from an earlier run. */
  readonly resumedBytes: number;
  /** Bytes fetched over the network. */
  readonly fetchedBytes: number;
}

/**
 * Downloads a file to its partial and verifies it: first the size, then the digest of all bytes on disk. Continues after a break,
 * within one run and in later ones. Bytes with the wrong digest are thrown away and fetched once more. On return the partial is
 * complete. Throws {@link SizeMismatchError} or {@link DigestMismatchError} and leaves no partial.
 */
export async function downloadFile(download: Download): Promise<DownloadResult> {
  const { name, digest, part, onEvent } = download;
  const limit = download.sizeBytes ?? download.maxBytes;
  const transfer = new Transfer(download);
  try {
    if (part.sizeBytes > limit) await part.reset();
    const resumedBytes = part.sizeBytes;
    onEvent({ type: 'download-started', file: name, sizeBytes: download.sizeBytes, resumedBytes });
    await transfer.run();
    let actual = await part.seal();
    if (actual !== digest) {
      onEvent({ type: 'retry', what: name, reason: `got ${actual}, not ${digest}`, delayMs: 0 });
      await part.reset();
      await transfer.run();
      actual = await part.seal();
    }
    if (actual !== digest) {
      throw new DigestMismatchError(name, {
        expected: digest,
        actual,
        hint: 'Do not use it. Try another network or --registry; a second download did not match either.',
      });
    }
    onEvent({ type: 'download-done', file: name, sizeBytes: part.sizeBytes });
    return { sizeBytes: part.sizeBytes, resumedBytes, fetchedBytes: transfer.fetchedBytes };
  } catch (error) {
    if (error instanceof DigestMismatchError || error instanceof SizeMismatchError) {
      await part.discard();
    }
    throw error;
  }
}

const PROGRESS_MS = 100;
/** Less than this does not count as progress; otherwise a server that breaks after every byte would be asked forever. */
const PROGRESS_BYTES = 64 * 1024;

/**
 * The outcome of one request: the whole file, fewer bytes than asked for, a broken connection, or a refusal. A refusal may come
 * from an expired signature, which the next try renews, or from a server that does not support ranges.
 */
type Outcome = 'complete' | 'short' | NetworkError | UnauthorizedError | RegistryResponseError;

/** Fills a partial until it is complete. */
class Transfer {
  fetchedBytes = 0;
  readonly #download: Download;
  readonly #part: PartialFile;
  #reportedAt = 0;
  /** Set when the server does not support ranges; bytes that are already here are then skipped. */
  #isWholeOnly = false;
  /** The size of the last whole answer that ended normally but was too short. */
  #shortBytes: number | undefined;

  constructor(download: Download) {
    this.#download = download;
    this.#part = download.part;
  }

  async run(): Promise<void> {
    const { name, signal } = this.#download;
    let tries = 0;
    let refusals = 0;
    let most = this.#part.sizeBytes;
    while (!this.#isComplete()) {
      throwIfAborted(signal);
      const isRanged = !this.#isWholeOnly && this.#part.sizeBytes > 0;
      const outcome = await this.#ask(isRanged);
      if (outcome === 'complete') return;
      this.#part.flush();
      const isProgress = this.#part.sizeBytes - most >= PROGRESS_BYTES;
      most = Math.max(most, this.#part.sizeBytes);
      tries = isProgress ? 1 : tries + 1;
      refusals = outcome instanceof UnauthorizedError ? refusals + 1 : 0;
      const isRefused = outcome instanceof RegistryResponseError || refusals === 2;
      if (isRefused && isRanged) {
        this.#isWholeOnly = true;
        refusals = 1; // For the whole file, one refusal is enough.
      } else if (isRefused || tries >= MAX_TRIES) {
        throw outcome === 'short' ? this.#tooShort(this.#part.sizeBytes) : outcome;
      }
      if (outcome === 'short') continue;
      const askedMs = isProgress ? 0 : undefined;
      await pause({ what: name, reason: outcome.message, tries, askedMs }, this.#download);
    }
  }

  #isComplete(): boolean {
    return this.#part.sizeBytes === this.#download.sizeBytes;
  }

  /** Sends one request, for the rest or for the whole file, and keeps whatever arrives. Throws if asking again cannot help. */
  async #ask(isRanged: boolean): Promise<Outcome> {
    const { sizeBytes } = this.#download;
    const kept = this.#part.sizeBytes;
    const response = await this.#open(isRanged);
    if (response instanceof Error) return response;
    const { status, headers } = response;
    const range = parseContentRange(headers.get('content-range'));
    const isOtherRange = status === 206 && range?.from !== (isRanged ? kept : 0);
    if (status === 416 || isOtherRange) {
      response.discard();
      if (status === 416) this.#requireSize(range?.total);
      if (status === 416 && range?.total === kept && sizeBytes === undefined) return 'complete';
      // The server has the bytes but does not serve this range; if no size is known, what is kept may be too long.
      this.#isWholeOnly = true;
      if (sizeBytes === undefined) await this.#part.reset();
      return 'short';
    }
    const announced = Number(headers.get('content-length') ?? Number.NaN);
    const total = status === 200 ? announced : range?.total;
    try {
      if (status === 200 && sizeBytes !== undefined && announced < sizeBytes) {
        this.#noteShort(announced);
        response.discard();
        return 'short';
      }
      this.#requireSize(Number.isNaN(total) ? undefined : total);
      // A server that ignores ranges sends everything again: bytes that are already here are skipped.
      const takenBytes = await this.#take(response, status === 206 && isRanged ? 0 : kept);
      if (sizeBytes === undefined || this.#isComplete()) return 'complete';
      if (status === 200) this.#noteShort(takenBytes);
      return 'short';
    } catch (error) {
      response.discard();
      if (error instanceof NetworkError) return error;
      throw error;
    }
  }

  async #open(
    isRanged: boolean,
  ): Promise<HttpResponse | UnauthorizedError | RegistryResponseError> {
    const { sizeBytes } = this.#download;
    const to = sizeBytes === undefined ? undefined : sizeBytes - 1;
    try {
      return await this.#download.open(isRanged ? { from: this.#part.sizeBytes, to } : undefined);
    } catch (error) {
      if (error instanceof UnauthorizedError) return error;
      if (isRanged && error instanceof RegistryResponseError && mayMeanRange(error)) return error;
      throw error;
    }
  }

  /** Returns how many bytes the answer had. */
  async #take(response: HttpResponse, skipBytes: number): Promise<number> {
    const { name, sizeBytes, maxBytes, onEvent, clock } = this.#download;
    const limit = sizeBytes ?? maxBytes;
    let takenBytes = 0;
    for await (const chunk of response.body) {
      this.fetchedBytes += chunk.length;
      const fresh = chunk.subarray(Math.min(chunk.length, Math.max(0, skipBytes - takenBytes)));
      takenBytes += chunk.length;
      if (fresh.length === 0) continue;
      if (this.#part.sizeBytes + fresh.length > limit) {
        throw new SizeMismatchError(name, {
          expectedBytes: limit,
          actualBytes: this.#part.sizeBytes + fresh.length,
          hint: 'The server sent more than announced. Do not use it; try another network.',
        });
      }
      this.#part.append(fresh);
      const now = clock.now();
      if (now - this.#reportedAt < PROGRESS_MS) continue;
      this.#reportedAt = now;
      onEvent({ type: 'download-progress', file: name, receivedBytes: this.#part.sizeBytes });
    }
    return takenBytes;
  }

  /** Throws {@link SizeMismatchError} if the server reports a different size, or one above the limit. */
  #requireSize(told: number | undefined): void {
    const { name, sizeBytes, maxBytes } = this.#download;
    if (told === undefined || told === sizeBytes) return;
    if (sizeBytes === undefined && told <= maxBytes) return;
    throw new SizeMismatchError(name, { expectedBytes: sizeBytes ?? maxBytes, actualBytes: told });
  }

  /** Records a whole answer that ended early. Throws if the previous one had the same size: asking again would return no more. */
  #noteShort(bytes: number): void {
    if (this.#shortBytes === bytes) throw this.#tooShort(bytes);
    this.#shortBytes = bytes;
  }

  #tooShort(actualBytes: number): SizeMismatchError | RegistryResponseError {
    const { name, sizeBytes } = this.#download;
    if (sizeBytes === undefined) {
      return new RegistryResponseError(`${name} was answered without a usable range`);
    }
    return new SizeMismatchError(name, {
      expectedBytes: sizeBytes,
      actualBytes,
      hint: 'The server has fewer bytes than announced; try another network, or try again later.',
    });
  }
}

/** Returns whether the server may have refused only because a range was requested. */
function mayMeanRange({ status = 0 }: RegistryResponseError): boolean {
  return status >= 400 && status <= 501;
}
