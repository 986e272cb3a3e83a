import { throwIfAborted } from '../../core/abort.ts';
import { NetworkError, RegistryResponseError } from '../../core/errors.ts';
import type { HttpResponse } from '../transport/exchange.ts';
import { MAX_TRIES, pause, type RetryTools } from '../retry.ts';
import { parseContentRange, type WantedRange } from './content-range.ts';

/** A range of a file that is passed on while it downloads. */
export interface StreamedDownload extends RetryTools {
  /** Its name, for events and messages. */
  readonly name: string;
  readonly range: { readonly from: number; readonly to: number };
  /** The size of the whole file. */
  readonly sizeBytes: number;
  /** As for `downloadFile`. */
  open(range: WantedRange | undefined): Promise<HttpResponse>;
}

/**
 * Streams a range of a file without storing it; after a break it asks for the rest. Yields exactly the bytes asked for; the
 * caller must verify them. Throws `NetworkError` after five breaks without a byte, `RegistryResponseError` if the server has
 * fewer bytes, and whatever `open` throws.
 */
export async function* streamDownload(download: StreamedDownload): AsyncIterable<Uint8Array> {
  const { name, range, signal, sizeBytes } = download;
  let { from } = range;
  let tries = 0;
  // Not every server supports ranges.
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

/** Returns undefined for a refusal that may apply only to ranges. */
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

/** Skips bytes that were not asked for, if the server sends the whole file. */
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
  return new RegistryResponseError(`${name} was answered without the bytes from ${from} on`, {
    hint: 'Try again later, or another --registry.',
  });
}
