import { join } from 'node:path/posix';

import { gunzip, listArchive } from '../../archive/gzip.ts';
import { readTar, type TarMember } from '../../archive/read-tar.ts';
import { bottleFileName, type BottleName } from '../../core/bottle-name.ts';
import { InvalidFileError } from '../../core/errors.ts';
import type { FoundBottle } from '../resolve/resolution.ts';

/** brew packs the formula first; a bottle that has it further back than this is not worth reading. */
const MAX_OFFSET = 64 * 1024 * 1024;
const MAX_BYTES = 1_000_000;

/**
 * Reads the formula inside a bottle: the one that brew loads when it gets the bottle by path. Undefined if the file holds
 * none, or is not an archive.
 */
export function readBottledFormula(
  file: string,
  { builtAs, pkgVersion }: Pick<FoundBottle, 'builtAs' | 'pkgVersion'>,
): Promise<Uint8Array | undefined> {
  return findFormula(listArchive(file), { formula: builtAs, pkgVersion });
}

/** Reads the same from a streamed bottle, but only up to the formula: a check at the end of the stream does not happen. */
export function readStreamedFormula(
  content: AsyncIterable<Uint8Array>,
  bottle: BottleName,
): Promise<Uint8Array | undefined> {
  const what = bottleFileName(bottle);
  return findFormula(readTar(gunzip(content, what), { what, links: 'list' }), bottle);
}

async function findFormula(
  members: AsyncIterable<TarMember>,
  { formula, pkgVersion }: Pick<BottleName, 'formula' | 'pkgVersion'>,
): Promise<Uint8Array | undefined> {
  const wanted = join(formula, pkgVersion, '.brew', `${formula}.rb`);
  try {
    for await (const { name, type, sizeBytes, byteOffset, content } of members) {
      if (byteOffset > MAX_OFFSET) return undefined;
      if (name !== wanted) continue;
      if (type !== 'file' || sizeBytes > MAX_BYTES) return undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      return Buffer.concat(chunks);
    }
  } catch (error) {
    // Its digest is right; anything else strange about it is left for brew to judge.
    if (!(error instanceof InvalidFileError)) throw error;
  }
  return undefined;
}
