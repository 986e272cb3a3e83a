import { sidecarFileName, type BottleName } from '../../../core/bottle-name.ts';
import type { Digest, Hex } from '../../../core/digest.ts';

/** What describes a mirror; written last, so that it is there when all is. */
export const MIRROR_FILE = 'mirror.json';
/** The sums of all other files. */
export const SUMS_FILE = 'SHA256SUMS';
/** The folder of a run that has not ended; a file server must not show it. */
export const WORK_FOLDER = '.brewpull';

/** Gives the path of a blob: a bottle or an image config. */
export function treeBlobPath(repository: string, digest: Digest): string {
  return `v2/${repository}/blobs/${digest}`;
}

/** Gives the path of an index or manifest, by reference or digest. */
export function treeManifestPath(repository: string, reference: string): string {
  return `v2/${repository}/manifests/${reference}`;
}

/** Gives the path of a repository's list of references. */
export function treeTagsPath(repository: string): string {
  return `v2/${repository}/tags/list`;
}

/** Gives the path of the JSON that brew reads beside a bottle which is given to it as a file. */
export function treeSidecarPath(bottle: BottleName): string {
  return `sidecars/${sidecarFileName(bottle)}`;
}

/** Gives the path of a formula's text as of a bottle's version. */
export function treeFormulaPath({
  tap,
  formula,
  pkgVersion,
}: Pick<BottleName, 'formula' | 'pkgVersion'> & { readonly tap: string }): string {
  return `formulae/${tap}/${formula}--${pkgVersion}.rb`;
}

/** Gives the path of the stand-in tap of a target. */
export function treeCoreTapPath(targetTag: string): string {
  return `core-tap/${targetTag}.tar`;
}

/** Gives the path of a lock that the mirror was made from: what it names is never pruned. */
export function treeLockPath(sha256: Hex): string {
  return `locks/${sha256.slice(0, 16)}.lock.json`;
}
