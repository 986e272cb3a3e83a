import { open } from 'node:fs/promises';
import { gunzip } from '../../../archive/gzip.ts';
import { RegistryResponseError } from '../../../core/errors.ts';
import type { HttpResponse } from '../../../http/transport/exchange.ts';

/** Where a body goes, and how large it may be. */
export interface BodyDraft {
  readonly path: string;
  /** Names the body in messages. */
  readonly what: string;
  /** The limit for the unpacked body. */
  readonly maxBytes: number;
}

/**
 * Streams a body to a file, replacing it, and unpacks it if the server packed it with gzip. Throws `NetworkError` if the
 * connection breaks, {@link RegistryResponseError} if the body is too large, `InvalidFileError` for damaged gzip, and file system
 * errors.
 */
export async function saveBody(
  response: HttpResponse,
  { path, what, maxBytes }: BodyDraft,
): Promise<void> {
  let sizeBytes = 0;
  const file = await open(path, 'w');
  try {
    for await (const chunk of await unpacked(response, what)) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) {
        throw new RegistryResponseError(`${what} is larger than ${maxBytes} bytes`);
      }
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    response.discard();
    await file.close();
  }
}

/** Unpacks a body only if it really is gzip: some servers send the header without packing. */
async function unpacked(response: HttpResponse, what: string): Promise<AsyncIterable<Uint8Array>> {
  const chunks = copies(response.body);
  const { value: first } = await chunks.next();
  if (first === undefined) return chunks;
  const isSaid = /^\s*(?:x-)?gzip\s*$/i.test(response.headers.get('content-encoding') ?? '');
  const all = startingWith(first, chunks);
  return isSaid && first[0] === 0x1f && first[1] === 0x8b ? gunzip(all, what) : all;
}

/** Copies each chunk: it is valid only until the next one is requested, and unpacking reads ahead. */
async function* copies(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  for await (const chunk of body) yield new Uint8Array(chunk);
  return undefined;
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}
