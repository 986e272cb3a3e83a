import { compareVersions } from './version.ts';

/** A version with its formula revision: the name of a keg directory. */
export interface PkgVersion {
  readonly version: string;
  readonly revision: number;
}

/** Parses `1.2.3_4`; a trailing `_digits` is always the revision (Library/Homebrew/pkg_version.rb at aad366ffaf). */
export function parsePkgVersion(text: string): PkgVersion {
  const match = /^(.+?)(?:_(\d+))?$/s.exec(text);
  return { version: match?.[1] ?? text, revision: Number(match?.[2] ?? 0) };
}

/** Formats a pkg version: the revision is only shown if it is above zero. */
export function formatPkgVersion({ version, revision }: PkgVersion): string {
  return revision > 0 ? `${version}_${revision}` : version;
}

/** Orders as Homebrew does: by version, then by revision. */
export function comparePkgVersions(a: PkgVersion, b: PkgVersion): number {
  return compareVersions(a.version, b.version) || a.revision - b.revision;
}
