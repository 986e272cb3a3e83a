import { Sha256 } from '../../core/digest.ts';
import { DigestMismatchError, SizeMismatchError } from '../../core/errors.ts';
import type { UploadBlob } from './send-blob.ts';

/** How errors name a blob, and what they advise. */
export interface BlobName {
  readonly what: string;
  readonly hint: string;
}

/**
 * Hashes a blob while it is sent, and holds back its last chunk until the whole digest is verified, so that no registry ever gets
 * all of a wrong blob. Bytes before the requested range are read again for the hash unless they were just read. `open` throws
 * {@link DigestMismatchError} and {@link SizeMismatchError}.
 */
export function checkedBlob(blob: UploadBlob, name: BlobName): UploadBlob {
  const { sizeBytes, digest } = blob;
  let hash = new Sha256();
  let at = 0;
  const take = (chunk: Uint8Array): void => {
    hash.update(chunk);
    at += chunk.length;
  };
  return {
    ...blob,
    open: async function* ({ start, end }) {
      if (start !== at) {
        hash = new Sha256();
        at = 0;
        if (start > 0) for await (const chunk of blob.open({ start: 0, end: start })) take(chunk);
      }
      let held: Uint8Array | undefined;
      for await (const chunk of blob.open({ start, end })) {
        take(chunk);
        if (held !== undefined) yield held;
        held = chunk;
      }
      if (at !== end) throw differentSize(name, sizeBytes, at);
      if (end === sizeBytes) {
        const actual = hash.digest();
        if (actual !== digest) {
          const hint = `${name.hint} Nothing of it is in the registry.`;
          throw new DigestMismatchError(name.what, { expected: digest, actual, hint });
        }
      }
      if (held !== undefined) yield held;
    },
  };
}

function differentSize(
  { what, hint }: BlobName,
  expectedBytes: number,
  actualBytes: number,
): SizeMismatchError {
  return new SizeMismatchError(what, { expectedBytes, actualBytes, hint });
}
