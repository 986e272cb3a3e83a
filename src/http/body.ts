import { RegistryResponseError } from '../core/errors.ts';
import type { HttpResponse } from './exchange.ts';

/** Reads a small body whole. Throws {@link RegistryResponseError} when it is larger than allowed, without reading on. */
export async function readBody(
  response: HttpResponse,
  maxBytes: number,
  what: string,
): Promise<Uint8Array> {
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBytes) {
    response.discard();
    throw tooLarge(what, maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(what, maxBytes);
    chunks.push(new Uint8Array(chunk)); // A copy: the chunk itself is valid only until the next.
  }
  return Buffer.concat(chunks);
}

function tooLarge(what: string, maxBytes: number): RegistryResponseError {
  return new RegistryResponseError(
    `${what} is larger than ${maxBytes} bytes, which no honest server sends`,
    undefined,
  );
}
