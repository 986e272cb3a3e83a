import { stat } from 'node:fs/promises';

import { packTar } from '../../archive/pack-tar.ts';
import { FileExistsError } from '../../core/errors.ts';
import { isThere } from '../../store/place/final-name.ts';
import { openRegularFile } from '../../store/read/open-regular-file.ts';
import { guardStore } from '../../store/store-failure.ts';
import { listDocuments, type ImageDocuments } from '../archive/image-archive.ts';

/**
 * Throws {@link FileExistsError} if the name is taken by something other than the archive of this image. Comparing the documents
 * at its end is enough: they name the manifest, and so every byte before them. Call it before anything is downloaded.
 */
export async function requireFreeOrSameImage(path: string, image: ImageDocuments): Promise<void> {
  await guardStore('read', path, async () => {
    if (!(await isThere(path))) return;
    const chunks: Uint8Array[] = [];
    for await (const chunk of packTar(listDocuments(image))) chunks.push(chunk);
    const wanted = Buffer.concat(chunks);
    if ((await readEnd(path, wanted.length)).equals(wanted)) return;
    throw new FileExistsError(`${path} already exists and is not the archive of this image`, {
      hint: 'Move it away, or choose another name with --output.',
    });
  });
}

/** Reads the last bytes of a file; fewer if it is shorter. */
async function readEnd(path: string, count: number): Promise<Buffer> {
  const { size } = await stat(path);
  const file = await openRegularFile(path);
  try {
    const bytes = Buffer.alloc(Math.min(size, count));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
