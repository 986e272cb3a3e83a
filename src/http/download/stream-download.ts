import { throwIfAborted } from '../../core/abort.ts';
import { NetworkError, RegistryResponseError } from '../../core/errors.ts';
import type { HttpResponse } from '../transport/exchange.ts';
import { MAX_TRIES, pause, type RetryTools } from '../retry.ts';
import { parseContentRange, type WantedRange } from './content-range.ts';

/** A file that is handed on while it comes. */
export interface StreamedDownload extends RetryTools {
  /** Its name, for events and messages. */
  readonly name: string;
  readonly range: { readonly from: number; readonly to: number };
  /** Of the whole file. */
  readonly sizeBytes: number;
  /** As for `downloadFile`. */
  open(range: WantedRange | undefined): Promise<HttpResponse>;
}

/**
 * Streams a part of a file and keeps nothing of it: after a break it asks for what is still wanted. Gives the bytes asked for and no
 * more; that they are the right ones is the caller's to check. Throws `NetworkError` after five breaks without a byte,
 * `RegistryResponseError` where the server has less, and what `open` throws.
 */
export async function* streamDownload(download: StreamedDownload): AsyncIterable<Uint8Array> {
  const { name, range, signal, sizeBytes } = download;
  let { from } = range;
  let tries = 0;
  // Not every server gives parts.
  let isWholeOnly = from === 0 && range.to === sizeBytes - 1;
  while (from <= range.to) {
    throwIfAborted(signal);
    const before = from;
    const wanted = { from, to: range.to };
    const response = await openPart(download, isWholeOnly ? undefined : wanted);
    isWholeOnly = response === undefined;
    if (response === undefined) continue;
    let failure: NetworkError | undefined;
    try {
      for await (const chunk of takeRange(response, wanted, name)) {
        from += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      failure = error;
    } finally {
      response.discard();
    }
    if (from > range.to) return;
    tries = from > before ? 1 : tries + 1;
    if (tries >= MAX_TRIES) throw failure ?? tooShort(name, from);
    const reason = failure?.message ?? 'the answer ended early';
    await pause({ what: name, reason, tries }, download);
  }
}

/** Undefined for a refusal that may mean parts alone. */
async function openPart(
  download: StreamedDownload,
  wanted: WantedRange | undefined,
): Promise<HttpResponse | undefined> {
  try {
    return await download.open(wanted);
  } catch (error) {
    if (wanted !== undefined && error instanceof RegistryResponseError) return undefined;
    throw error;
  }
}

/** Passes over what was not asked for, where a server sends all. */
async function* takeRange(
  response: HttpResponse,
  { from, to }: { readonly from: number; readonly to: number },
  name: string,
): AsyncIterable<Uint8Array> {
  const { status, headers, body } = response;
  const first = status === 200 ? 0 : parseContentRange(headers.get('content-range'))?.from;
  if (first === undefined || first > from) throw tooShort(name, from);
  let at = first;
  for await (const chunk of body) {
    const wanted = chunk.subarray(Math.max(0, from - at), Math.max(0, to + 1 - at));
    at += chunk.length;
    if (wanted.length > 0) yield wanted;
    if (at > to) return;
  }
}

function tooShort(name: string, from: number): RegistryResponseError {
  return new RegistryResponseError(`${name} was answered without its bytes from ${from} on`, {
    hint: 'Try again later, or another --registry.',
  });
}
