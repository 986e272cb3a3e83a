import { gunzip } from 'node:zlib';

import { RegistryResponseError } from '../../core/errors.ts';
import type { HttpResponse } from './exchange.ts';

/**
 * Reads a small body whole, and unpacks it if something on the way gzipped it without being asked to. Throws
 * {@link RegistryResponseError} without reading further if it is too large, packed or unpacked.
 */
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
    chunks.push(new Uint8Array(chunk)); // A copy: the chunk is valid only until the next one.
  }
  const bytes = Buffer.concat(chunks);
  return isPacked(response, bytes) ? unpack(bytes, maxBytes, what) : bytes;
}

/** Some servers send the header but do not compress. */
function isPacked({ headers }: HttpResponse, bytes: Buffer): boolean {
  const isSaid = /^\s*(?:x-)?gzip\s*$/i.test(headers.get('content-encoding') ?? '');
  return isSaid && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpack(bytes: Buffer, maxBytes: number, what: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: maxBytes }, (error, unpacked) => {
      if (error === null) resolve(unpacked);
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        reject(tooLarge(what, maxBytes));
      } else {
        const message = `${what} came gzipped and cannot be unpacked`;
        reject(new RegistryResponseError(message, { cause: error }));
      }
    });
  });
}

function tooLarge(what: string, maxBytes: number): RegistryResponseError {
  return new RegistryResponseError(
    `${what} is larger than ${maxBytes} bytes, which no honest server sends`,
  );
}
