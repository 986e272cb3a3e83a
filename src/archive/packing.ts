import { open } from 'node:fs/promises';

/** The compression format of some bytes. */
export type Packing = 'gzip' | 'zstd' | 'bzip2' | 'xz';

const BEGINNINGS: readonly (readonly [Packing, RegExp])[] = [
  ['gzip', /^1f8b/],
  ['zstd', /^(?:28b52ffd|5[0-9a-f]2a4d18)/],
  ['bzip2', /^425a68/],
  ['xz', /^fd377a585a00/],
];

/** Finds the compression format of a file, or of what begins in it at `start`, by its first bytes; undefined if unknown. */
export async function packingOf(path: string, start = 0): Promise<Packing | undefined> {
  const handle = await open(path);
  try {
    const bytes = Buffer.alloc(6);
    await handle.read(bytes, 0, bytes.length, start);
    const beginning = bytes.toString('hex');
    return BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0];
  } finally {
    await handle.close();
  }
}
