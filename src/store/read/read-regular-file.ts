import { open, type FileHandle } from 'node:fs/promises';

import { InvalidFileError } from '../../core/errors.ts';
import { openRegularFile } from './open-regular-file.ts';

const MIB = 1024 * 1024;
const STEP_BYTES = 256 * 1024;

/**
 * Reads a small file whole, also one that others made. Throws `InvalidFileError` for what is no regular file and for more bytes than
 * `limitBytes`, of which no more than that is read; else what the file system says.
 */
export async function readRegularFile(path: string, limitBytes: number): Promise<Buffer> {
  return (await readOwnedFile(path, limitBytes)).bytes;
}

/** Reads as {@link readRegularFile}, and also gives the owner of the file that was read. */
export async function readOwnedFile(
  path: string,
  limitBytes: number,
): Promise<{ readonly bytes: Buffer; readonly uid: number }> {
  const file = await openRegularFile(path);
  try {
    const { size, uid } = await file.stat();
    // Checked before anything is read; a size is no promise, files of /proc have none.
    if (size > limitBytes) throw tooLarge(path, limitBytes);
    return { bytes: await readToEnd(file, path, { limitBytes, size }), uid };
  } finally {
    await file.close();
  }
}

/**
 * Reads a file or a pipe that the user named, such as the `/dev/fd/63` of `<(command)`: waits for its writer, and stops
 * at `limitBytes`. Throws as {@link readRegularFile}.
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

/** `size` is what the file probably has: then it is in memory once, and not in pieces beside the whole. */
async function readToEnd(
  file: FileHandle,
  path: string,
  { limitBytes, size }: { readonly limitBytes: number; readonly size: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for (;;) {
    // For many small files whole steps would cost more than the files.
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
