import { openRegularFile } from './open-regular-file.ts';

/**
 * Reads the first bytes of a regular file; what the file does not have is zero. Throws `InvalidFileError` for what is no regular file,
 * else what the file system says.
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
