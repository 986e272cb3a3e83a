import { isHex, type Hex } from '../../core/digest.ts';
import { InvalidFileError } from '../../core/errors.ts';
import { compareBundlePaths, isBesideSums } from './layout.ts';
import { unportableReason } from './portable-name.ts';

/** What `SHA256SUMS` says. */
export interface SumsFile {
  /** Sums by path, in the order of the file. */
  readonly sums: ReadonlyMap<string, Hex>;
  /** The first path that is not where the writer puts it. */
  readonly misplaced: string | undefined;
}

/** Parses `SHA256SUMS`. Throws an {@link InvalidFileError} that names the line. */
export function parseSums(bytes: Uint8Array): SumsFile {
  const sums = new Map<string, Hex>();
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  if (lines.pop() !== '') throw new InvalidFileError('SHA256SUMS does not end with a line break');
  for (const [index, line] of lines.entries()) {
    const [hex, path] = [line.slice(0, 64), line.slice(66)];
    if (!isHex(hex) || line.slice(64, 66) !== '  ' || unportableReason(path) !== undefined) {
      throw new InvalidFileError(`line ${index + 1} of SHA256SUMS is not the sum of a file`);
    }
    if (isBesideSums(path)) throw new InvalidFileError(`${path} cannot be in SHA256SUMS`);
    if (sums.has(path)) throw new InvalidFileError(`${path} is in SHA256SUMS twice`);
    sums.set(path, hex);
  }
  const paths = [...sums.keys()];
  const right = paths.toSorted(compareBundlePaths);
  return { sums, misplaced: paths.find((path, index) => path !== right[index]) };
}
