import { digestOf } from '../../../core/digest.ts';
import type { MirrorBottle } from '../file/mirror-schema.ts';
import {
  treeBlobPath,
  treeFormulaPath,
  treeManifestPath,
  treeSidecarPath,
} from '../file/tree-layout.ts';
import type { SumsByPath } from '../file/tree-sums.ts';
import type { TreeWriter } from './tree-writer.ts';

/**
 * Reports whether a bottle and what describes it are still in the tree; `oldSums` say whether it has a sidecar, since not every
 * bottle does. Checks sizes and reads no content. Throws `StoreError`.
 */
export function isBottleWhole(
  bottle: MirrorBottle,
  tree: Pick<TreeWriter, 'sizeOf'>,
  oldSums: Pick<SumsByPath, 'has'>,
): boolean {
  const { repository, configDigest, hasManifest, hasFormula } = bottle;
  if (tree.sizeOf(treeBlobPath(repository, digestOf(bottle.sha256))) !== bottle.sizeBytes) {
    return false;
  }
  const others = [
    treeManifestPath(repository, bottle.indexDigest),
    ...(hasManifest ? [treeManifestPath(repository, bottle.manifestDigest)] : []),
    ...(configDigest === null ? [] : [treeBlobPath(repository, configDigest)]),
    ...(hasFormula ? [treeFormulaPath(bottle)] : []),
    ...[treeSidecarPath(bottle)].filter((name) => oldSums.has(name)),
  ];
  return others.every((name) => (tree.sizeOf(name) ?? 0) > 0);
}
