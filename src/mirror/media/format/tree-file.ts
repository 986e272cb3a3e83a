import { Sha256, type Hex } from '../../../core/digest.ts';
import { comparePaths } from '../../tree/file/tree-path.ts';

/** One file of a mirror's tree. */
export interface TreeFile {
  /** The path in the mirror, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: Hex;
}

/**
 * Returns the id of a set of media: equal for equal trees and medium sizes, different for any other. Media with the same id
 * belong together.
 */
export function setIdOf(files: Iterable<TreeFile>, mediumBytes: number): Hex {
  const id = new Sha256().update(`brewpull media 1\n${mediumBytes}\n`);
  for (const { path, sizeBytes, sha256 } of [...files].toSorted(byPath)) {
    id.update(`${sha256} ${sizeBytes} ${path}\n`);
  }
  return id.hex();
}

function byPath(a: TreeFile, b: TreeFile): number {
  return comparePaths(a.path, b.path);
}
