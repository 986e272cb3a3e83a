import { open, type FileHandle } from 'node:fs/promises';

import { InvalidFileError } from '../../core/errors.ts';
import { openRegularFile } from './open-regular-file.ts';

const MIB = 1024 * 1024;
const STEP_BYTES = 256 * 1024;

/**
 * Reads a small file whole, even one that others made. Throws `InvalidFileError` if it is not a regular file, or has more bytes
 * than `limitBytes`, where reading stops; else file system errors unchanged.
 */
export async function readRegularFile(path: string, limitBytes: number): Promise<Buffer> {
  return (await readOwnedFile(path, limitBytes)).bytes;
}

/** Reads a file like {@link readRegularFile}, and also returns the owner of the file that was read. */
export async function readOwnedFile(
  path: string,
  limitBytes: number,
): Promise<{ readonly bytes: Buffer; readonly uid: number }> {
  const file = await openRegularFile(path);
  try {
    const { size, uid } = await file.stat();
    // Checked before anything is read, though a size guarantees nothing: files in /proc have none.
    if (size > limitBytes) throw tooLarge(path, limitBytes);
    return { bytes: await readToEnd(file, path, { limitBytes, size }), uid };
  } finally {
    await file.close();
  }
}

/**
 * Reads a file or a pipe that the user named, such as the `/dev/fd/63` of `<(command)`: waits for its writer, and stops at
 * `limitBytes`. Throws like {@link readRegularFile}.
 */
export async function readFileOrPipe(path: string, limitBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    if ((await file.stat()).isDirectory()) {
      throw new InvalidFileError(`${path} is a folder, not a file`);
    }
    return await readToEnd(file, path, { limitBytes, size: 0 });
  } finally {
    await file.close();
  }
}

/**
 * Reads to the end. `size` is the likely size: if it is right, the file is in memory once, and not in pieces beside the whole.
 */
async function readToEnd(
  file: FileHandle,
  path: string,
  { limitBytes, size }: { readonly limitBytes: number; readonly size: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for (;;) {
    // Full steps for many small files would cost more than the files.
    const step = size > 0 && sizeBytes <= size ? size - sizeBytes + 1 : STEP_BYTES;
    const chunk = Buffer.allocUnsafe(Math.min(step, limitBytes + 1 - sizeBytes));
    const { bytesRead } = await file.read(chunk, 0, chunk.length);
    const [first] = chunks;
    if (bytesRead === 0) {
      return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
    }
    sizeBytes += bytesRead;
    if (sizeBytes > limitBytes) throw tooLarge(path, limitBytes);
    chunks.push(chunk.subarray(0, bytesRead));
  }
}

function tooLarge(path: string, limitBytes: number): InvalidFileError {
  return new InvalidFileError(
    `${path} is larger than ${limitBytes / MIB} MiB, too large to be read`,
  );
}
