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

/** A file to be downloaded. */
export interface Download extends RetryTools {
  /** Its name, for events and messages. */
  readonly name: string;
  readonly digest: Digest;
  /** As a manifest announces it; undefined when none does. */
  readonly sizeBytes: number | undefined;
  /** More is never taken, whatever is announced. */
  readonly maxBytes: number;
  /** Keeps what came when the download breaks, so that this run or a later one continues there. */
  readonly part: PartialFile;
  /**
   * Asks for the file, or for its rest: `from` is the first byte wanted. Has to ask the server that signs URLs every
   * time, for signed ones expire, and to retry by itself until an answer begins. Resolves with 200, 206 or 416;
   * throws for anything else. It is called again after a body that breaks, and after one `UnauthorizedError`.
   */
  open(range: WantedRange | undefined): Promise<HttpResponse>;
}

/** What a download did. */
export interface DownloadResult {
  readonly sizeBytes: number;
  /** Bytes that were there from an earlier run. */
  readonly resumedBytes: number;
  /** Bytes that came over the network. */
  readonly fetchedBytes: number;
}

/**
 * Downloads a file to its part and proves it: size first, then the digest of all bytes on the disk. Continues after a break, within
 * one run and in later ones. Bytes that do not hash right are thrown away and fetched once more. On return the part is
 * complete. Throws {@link SizeMismatchError} or {@link DigestMismatchError} and leaves no part.
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
        hint: 'Do not use it. Try another network or --registry; a second download gave the same wrong bytes or others.',
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
/** Less than this does not count as progress, or a server that breaks after every byte would be asked for ever. */
const PROGRESS_BYTES = 64 * 1024;

/**
 * What came of asking once: the whole file, fewer bytes than asked for, a connection that broke, or a refusal. The last may be
 * a signature that ran out, which gets a new signature with the next try, or that of a server that gives no parts.
 */
type Outcome = 'complete' | 'short' | NetworkError | UnauthorizedError | RegistryResponseError;

/** Fills a part until it is complete. */
class Transfer {
  fetchedBytes = 0;
  readonly #download: Download;
  readonly #part: PartialFile;
  #reportedAt = 0;
  /** Set when the server does not give parts: what is there already is passed over then. */
  #isWholeOnly = false;
  /** Size of the last whole file that came to its end and was too short. */
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
        refusals = 1; // Of the whole file one refusal is enough.
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

  /** Asks once, for the rest or for all, and takes what comes, as far as it comes. Throws what asking again cannot help. */
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
      // It serves no such range, though the bytes are there; where no size is known, what is kept may be too long.
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
      // A server that ignores ranges sends everything again: what is there already is passed over.
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

  /** Gives how many bytes the answer had. */
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
          hint: 'The server sends more than was announced. Do not use it; try another network.',
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

  /** Throws {@link SizeMismatchError} when the server says that the file has another size, or one above what is taken. */
  #requireSize(told: number | undefined): void {
    const { name, sizeBytes, maxBytes } = this.#download;
    if (told === undefined || told === sizeBytes) return;
    if (sizeBytes === undefined && told <= maxBytes) return;
    throw new SizeMismatchError(name, { expectedBytes: sizeBytes ?? maxBytes, actualBytes: told });
  }

  /** Notes a whole answer that came to its end too early. Throws when the one before was the same: asking again gives no more. */
  #noteShort(bytes: number): void {
    if (this.#shortBytes === bytes) throw this.#tooShort(bytes);
    this.#shortBytes = bytes;
  }

  #tooShort(actualBytes: number): SizeMismatchError | RegistryResponseError {
    const { name, sizeBytes } = this.#download;
    if (sizeBytes === undefined) {
      return new RegistryResponseError(`${name} was answered with no usable range`);
    }
    return new SizeMismatchError(name, {
      expectedBytes: sizeBytes,
      actualBytes,
      hint: 'The server has fewer bytes than were announced; try another network or later.',
    });
  }
}

/** Tells whether a server may have said this only because a part was asked for. */
function mayMeanRange({ status = 0 }: RegistryResponseError): boolean {
  return status >= 400 && status <= 501;
}
