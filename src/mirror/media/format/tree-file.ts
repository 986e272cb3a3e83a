import { Sha256, type Hex } from '../../../core/digest.ts';
import { comparePaths } from '../../tree/file/tree-path.ts';

/** One file of a mirror's tree. */
export interface TreeFile {
  /** Below the mirror, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: Hex;
}

/**
 * Names a mirror's state as it is split: equal for equal trees and equal media, and different for any other. Media whose ids are
 * equal belong together.
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
