import { rm } from 'node:fs/promises';

import type { Digest } from '../core/digest.ts';
import {
  AbortedError,
  DigestMismatchError,
  NetworkError,
  RegistryResponseError,
  SizeMismatchError,
  UnauthorizedError,
} from '../core/errors.ts';
import { parseContentRange } from './content-range.ts';
import type { HttpResponse } from './exchange.ts';
import { PartFile } from './part-file.ts';
import { MAX_TRIES, pause, type RetryTools } from './retry.ts';

/** A file to be downloaded. */
export interface Download extends RetryTools {
  /** Its name, for events and messages. */
  readonly name: string;
  readonly digest: Digest;
  /** As a manifest announces it; undefined when nobody does. */
  readonly sizeBytes: number | undefined;
  /** More is never taken, whoever announces it. */
  readonly maxBytes: number;
  /** Kept when the download breaks, so that this run or a later one goes on from there. */
  readonly partPath: string;
  /**
   * Asks for the file, or for its rest: `from` is the first byte wanted. Has to ask the server that signs URLs anew each
   * time, for signed ones expire, and to try again by itself until an answer begins. Resolves with 200, 206 or 416;
   * throws for anything else. A body that breaks, and one `UnauthorizedError`, is asked for anew.
   */
  open(range: ByteRange | undefined): Promise<HttpResponse>;
}

/** The bytes still wanted; `to` is the last one, undefined when the size is not known. */
export interface ByteRange {
  readonly from: number;
  readonly to: number | undefined;
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
 * Downloads a file to its part path and proves it: size first, then the digest of all bytes. Goes on after a break, within
 * one run and in later ones. Bytes that do not hash right are thrown away and fetched once more. On return the part is
 * complete and on the disk. Throws {@link SizeMismatchError} or {@link DigestMismatchError} and leaves no part.
 */
export async function downloadFile(download: Download): Promise<DownloadResult> {
  const { name, digest, partPath, onEvent } = download;
  const limit = download.sizeBytes ?? download.maxBytes;
  const part = await PartFile.open(partPath, limit);
  const transfer = new Transfer(download, part);
  try {
    if (part.sizeBytes > limit) await part.reset();
    const resumedBytes = part.sizeBytes;
    onEvent({ type: 'download-started', file: name, sizeBytes: download.sizeBytes, resumedBytes });
    await transfer.run();
    let actual = part.digest();
    if (actual !== digest) {
      onEvent({ type: 'retry', what: name, reason: `got ${actual}, not ${digest}`, delayMs: 0 });
      await part.reset();
      await transfer.run();
      actual = part.digest();
    }
    if (actual !== digest) {
      throw new DigestMismatchError(name, digest, actual, {
        hint: 'Do not use it. Try another network or --registry; a second download gave the same wrong bytes or others.',
      });
    }
    await part.sync();
    onEvent({ type: 'download-done', file: name, sizeBytes: part.sizeBytes });
    return { sizeBytes: part.sizeBytes, resumedBytes, fetchedBytes: transfer.fetchedBytes };
  } catch (error) {
    if (error instanceof DigestMismatchError || error instanceof SizeMismatchError) {
      await rm(partPath, { force: true });
    }
    throw error;
  } finally {
    await part.close();
  }
}

const PROGRESS_MS = 100;
/** Less than this does not count as progress, or a server that breaks after every byte would be asked for ever. */
const PROGRESS_BYTES = 64 * 1024;

/**
 * What came of asking once: the whole file, fewer bytes or another range than asked for, a connection that broke, or a
 * refusal. The last may be a signature that ran out, which is signed anew with the next try.
 */
type Outcome = 'complete' | 'no-range' | NetworkError | UnauthorizedError;

/** Fills a part until it is complete. */
class Transfer {
  fetchedBytes = 0;
  readonly #download: Download;
  readonly #part: PartFile;
  #reportedAt = 0;

  constructor(download: Download, part: PartFile) {
    this.#download = download;
    this.#part = part;
  }

  async run(): Promise<void> {
    const { name, signal } = this.#download;
    let tries = 0;
    let refusals = 0;
    let most = this.#part.sizeBytes;
    while (!this.#isComplete()) {
      if (signal?.aborted === true) throw new AbortedError({ cause: signal.reason });
      const outcome = await this.#ask();
      if (outcome === 'complete') return;
      this.#part.flush();
      const isProgress = this.#part.sizeBytes - most >= PROGRESS_BYTES;
      most = Math.max(most, this.#part.sizeBytes);
      tries = isProgress ? 1 : tries + 1;
      refusals = outcome instanceof UnauthorizedError ? refusals + 1 : 0;
      if (tries >= MAX_TRIES || refusals === 2) {
        throw outcome === 'no-range' ? this.#tooShort() : outcome;
      }
      if (outcome === 'no-range') continue;
      await pause(name, outcome.message, isProgress ? 0 : undefined, tries, this.#download);
    }
  }

  #isComplete(): boolean {
    return this.#part.sizeBytes === this.#download.sizeBytes;
  }

  /** Asks once and takes what comes, as far as it comes. Throws what asking again cannot help. */
  async #ask(): Promise<Outcome> {
    const { sizeBytes, name } = this.#download;
    const from = this.#part.sizeBytes;
    const to = sizeBytes === undefined ? undefined : sizeBytes - 1;
    const response = await this.#open(from === 0 ? undefined : { from, to });
    if (response instanceof UnauthorizedError) return response;
    const range = parseContentRange(response.headers.get('content-range'));
    if (response.status === 416) {
      response.discard();
      if (range?.total === from && sizeBytes === undefined) return 'complete';
      if (range?.total !== undefined && sizeBytes !== undefined && range.total !== sizeBytes) {
        throw new SizeMismatchError(name, sizeBytes, range.total);
      }
      await this.#part.reset(); // It serves no such range, though the bytes are there.
      return 'no-range';
    }
    if (response.status === 206 && range?.from !== from) {
      response.discard();
      await this.#part.reset();
      return 'no-range';
    }
    if (range?.total !== undefined && sizeBytes !== undefined && range.total !== sizeBytes) {
      response.discard();
      throw new SizeMismatchError(name, sizeBytes, range.total);
    }
    // A server that ignores ranges sends everything again: what is there already is passed over.
    try {
      await this.#take(response, response.status === 206 ? 0 : from);
    } catch (error) {
      if (error instanceof NetworkError) return error;
      throw error;
    }
    return sizeBytes === undefined || this.#isComplete() ? 'complete' : 'no-range';
  }

  async #open(range: ByteRange | undefined): Promise<HttpResponse | UnauthorizedError> {
    try {
      return await this.#download.open(range);
    } catch (error) {
      if (error instanceof UnauthorizedError) return error;
      throw error;
    }
  }

  async #take(response: HttpResponse, skipBytes: number): Promise<void> {
    const { name, sizeBytes, maxBytes, onEvent, clock } = this.#download;
    const limit = sizeBytes ?? maxBytes;
    const announced = Number(response.headers.get('content-length') ?? Number.NaN);
    if (response.status === 200 && sizeBytes !== undefined && announced > sizeBytes) {
      response.discard();
      throw new SizeMismatchError(name, sizeBytes, announced);
    }
    let toSkip = skipBytes;
    for await (const chunk of response.body) {
      this.fetchedBytes += chunk.length;
      const fresh = toSkip === 0 ? chunk : chunk.subarray(toSkip);
      toSkip -= Math.min(toSkip, chunk.length);
      if (fresh.length === 0) continue;
      if (this.#part.sizeBytes + fresh.length > limit) {
        throw new SizeMismatchError(name, limit, this.#part.sizeBytes + fresh.length, {
          hint: 'The server sends more than was announced. Do not use it; try another network.',
        });
      }
      this.#part.append(fresh);
      const now = clock.now();
      if (now - this.#reportedAt < PROGRESS_MS) continue;
      this.#reportedAt = now;
      onEvent({ type: 'download-progress', file: name, receivedBytes: this.#part.sizeBytes });
    }
  }

  #tooShort(): SizeMismatchError | RegistryResponseError {
    const { name, sizeBytes } = this.#download;
    if (sizeBytes === undefined) {
      return new RegistryResponseError(`${name} was answered with no usable range`, undefined);
    }
    return new SizeMismatchError(name, sizeBytes, this.#part.sizeBytes, {
      hint: 'The server has fewer bytes than were announced; try another network or later.',
    });
  }
}
