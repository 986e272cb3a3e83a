import { openRegularFile } from './open-regular-file.ts';

/**
 * Reads the first bytes of a regular file; bytes that the file does not have are zero. Throws `InvalidFileError` if it is not a
 * regular file, else file system errors unchanged.
 */
export async function readHead(path: string, byteCount: number): Promise<Buffer> {
  const file = await openRegularFile(path);
  try {
    const head = Buffer.alloc(byteCount);
    await file.read(head, 0, byteCount, 0);
    return head;
  } finally {
    await file.close();
  }
}
