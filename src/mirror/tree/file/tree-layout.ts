import { sidecarFileName, type BottleName } from '../../../core/bottle-name.ts';
import type { Digest, Hex } from '../../../core/digest.ts';

/** The file that describes a mirror; it is written last, so that it exists only once everything else does. */
export const MIRROR_FILE = 'mirror.json';
/** The file with the sums of all other files. */
export const SUMS_FILE = 'SHA256SUMS';
/** The folder of an unfinished run; a file server must not serve it. */
export const WORK_FOLDER = '.brewpull';

/** Returns the path of a blob: a bottle or an image config. */
export function treeBlobPath(repository: string, digest: Digest): string {
  return `v2/${repository}/blobs/${digest}`;
}

/** Returns the path of an index or manifest, by reference or digest. */
export function treeManifestPath(repository: string, reference: string): string {
  return `v2/${repository}/manifests/${reference}`;
}

/** Returns the path of a repository's list of references. */
export function treeTagsPath(repository: string): string {
  return `v2/${repository}/tags/list`;
}

/** Returns the path of the sidecar, the JSON that brew reads beside a bottle file. */
export function treeSidecarPath(bottle: BottleName): string {
  return `sidecars/${sidecarFileName(bottle)}`;
}

/** Returns the path of a formula's text as of a bottle's version. */
export function treeFormulaPath({
  tap,
  formula,
  pkgVersion,
}: Pick<BottleName, 'formula' | 'pkgVersion'> & { readonly tap: string }): string {
  return `formulae/${tap}/${formula}--${pkgVersion}.rb`;
}

/** Returns the path of the stand-in tap of a target. */
export function treeCoreTapPath(targetTag: string): string {
  return `core-tap/${targetTag}.tar`;
}

/** Returns the path of a lock that the mirror was made from; what the lock names is never pruned. */
export function treeLockPath(sha256: Hex): string {
  return `locks/${sha256.slice(0, 16)}.lock.json`;
}
