import { formatPkgVersion, parsePkgVersion, type PkgVersion } from './pkg-version.ts';

/** The only version of a formula that is wanted. */
export interface WantedVersion {
  /**
   * The version as written: `9.0.1450`, with the formula's revision `9.0.1450_1` (`9.0.1450_0` means no revision), or with the
   * rebuild as listed `9.0.1450_1-2`.
   */
  readonly text: string;
}

/** The version that a bottle was built as. */
export interface BuiltVersion extends PkgVersion {
  readonly rebuild: number;
  /** What Homebrew's version rules of other years read from the same URL. */
  readonly otherVersions?: readonly string[] | undefined;
}

/** The builds that a wanted version means. */
export interface WantedBuilds<Build> {
  readonly builds: readonly Build[];
  /** Whether the text was read as a version with a rebuild, because no build has the whole text as its version. */
  readonly byRebuild: boolean;
}

/**
 * Keeps the builds that a wanted version means, in their order. Without a revision, every revision is meant. A trailing `-N` is
 * part of the version (`7.1.1-18`) if a build has that version, else the rebuild.
 */
export function keepWanted<Build>(
  builds: readonly Build[],
  { text }: WantedVersion,
  toBuilt: (build: Build) => BuiltVersion,
): WantedBuilds<Build> {
  const whole = builds.filter((build) => isOf(toBuilt(build), text));
  const [, version, digits] = /^(.+)-(\d{1,6})$/.exec(text) ?? [];
  if (whole.length > 0 || version === undefined) return { builds: whole, byRebuild: false };
  const rebuild = Number(digits);
  const rebuilt = builds.filter((build) => {
    const built = toBuilt(build);
    return built.rebuild === rebuild && isOf(built, version);
  });
  return { builds: rebuilt, byRebuild: true };
}

function isOf({ version, revision, otherVersions = [] }: BuiltVersion, text: string): boolean {
  return [version, ...otherVersions].some(
    (each) =>
      each === text ||
      formatPkgVersion({ version: each, revision }) === text ||
      (revision === 0 && text === `${each}_0`),
  );
}

/** Returns the wanted version without its revision, to compare it with others. */
export function versionOf({ text }: WantedVersion): string {
  return parsePkgVersion(text).version;
}
