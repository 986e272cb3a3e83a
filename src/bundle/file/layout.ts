import {
  attestationsFileName,
  bottleFileName,
  sidecarFileName,
  type BottleName,
} from '../../core/bottle-name.ts';
import { requirePortable } from './portable-name.ts';

/** The one folder that the tar of a bundle holds. */
export const TAR_ROOT = 'brewpull-bundle';

/**
 * Detached signatures of `SHA256SUMS` by ssh, minisign and OpenPGP. They are beside it and not in it, so that anyone can add one.
 */
export const SIGNATURE_FILES: readonly string[] = ['.sig', '.minisig', '.asc'].map(
  (ending) => `SHA256SUMS${ending}`,
);

/** Checks whether a bundle may hold a file that no list names: the list of sums itself, and signatures of it. */
export function isBesideSums(name: string): boolean {
  return name === 'SHA256SUMS' || SIGNATURE_FILES.includes(name);
}

/** The files that come first in a tar, in this order; every bundle has all of them except for the signatures. */
const HEAD_FILES: readonly string[] = [
  'README.txt',
  'install.sh',
  'bundle.json',
  'SHA256SUMS',
  ...SIGNATURE_FILES,
];

/** The lock inside a bundle. */
export const LOCK_FILE = 'brewpull.lock.json';

/** Bills of materials of all bottles, in a bundle that is to have them. */
export const SBOM_FILES = ['sbom.cdx.json', 'sbom.spdx.json'] as const;

/** The list of machines that `install.sh` chooses from. */
export const TARGETS_FILE = 'installer/targets.tsv';

/** Returns the path of a bottle. Like all functions here, throws `InvalidFileError` for a name that not every disk takes. */
export function bottlePath(item: BottleName): string {
  return requirePortable(`bottles/${bottleFileName(item)}`);
}

/** Returns the path where brew looks for a bottle's sidecar. */
export function sidecarPath(item: BottleName): string {
  return requirePortable(`bottles/${sidecarFileName(item)}`);
}

/** Returns the path of a raw index: one for each bottle, because an index may have grown between two of them. */
export function indexPath(repository: string, reference: string, bottleTag: string): string {
  return requirePortable(`registry/${repository}/${reference}.${bottleTag}.index.json`);
}

/** Returns the path of a raw manifest. */
export function manifestPath(repository: string, reference: string, bottleTag: string): string {
  return requirePortable(`registry/${repository}/${reference}.${bottleTag}.manifest.json`);
}

/** Returns the path of a formula's text as of a commit. */
export function formulaPath(tap: string, commit: string, path: string): string {
  return requirePortable(`formulae/${tap}/${commit.slice(0, 12)}/${path}`);
}

/** Returns the path of a bottle's attestations. */
export function attestationsPath(item: BottleName): string {
  return requirePortable(`provenance/${attestationsFileName(item)}`);
}

/** Returns the path of a receipt. */
export function receiptPath(name: string): string {
  return requirePortable(`receipts/${name}`);
}

/** Returns the path of what `install.sh` reads for one target. */
export function planPath(targetTag: string): string {
  return requirePortable(`installer/${targetTag}/plan.tsv`);
}

/** Returns the path of the list of bottles that a machine must have from the bundle that this one updates. */
export function leftOutPath(targetTag: string): string {
  return requirePortable(`installer/${targetTag}/left-out.tsv`);
}

/** Returns the path of the formula that stands in for a name that brew does not know while a bottle is installed. */
export function stubPath(targetTag: string, formula: string): string {
  return requirePortable(`installer/${targetTag}/stubs/${formula}.rb`);
}

/** Returns the path of the plain formula that is tried if brew cannot read the one inside the bottle. */
export function fallbackPath(targetTag: string, formula: string): string {
  return requirePortable(`installer/${targetTag}/fallback/${formula}.rb`);
}

/** Returns the path of the tar of Homebrew itself, as of a release. */
export function brewSourcePath(tag: string): string {
  return requirePortable(`brew/homebrew-${tag}.tar`);
}

/** Returns the path of the Ruby that Homebrew runs on, named as in Homebrew's own cache. */
export function brewRubyPath(version: string, bottleTag: string): string {
  return requirePortable(`brew/portable-ruby-${version}.${bottleTag}.bottle.tar.gz`);
}

/** Returns the path of what `lay-brew.sh` reads for one target. */
export function brewPlanPath(targetTag: string): string {
  return requirePortable(`installer/${targetTag}/brew.tsv`);
}

/** Orders the files of a bundle: the head files first, the rest by the bytes of their names. */
export function compareBundlePaths(a: string, b: string): number {
  return headRank(a) - headRank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function headRank(path: string): number {
  const rank = HEAD_FILES.indexOf(path);
  return rank < 0 ? HEAD_FILES.length : rank;
}
