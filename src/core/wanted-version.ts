import { formatPkgVersion, parsePkgVersion, type PkgVersion } from './pkg-version.ts';

/** A version of a formula that is asked for, and no other. */
export interface WantedVersion {
  /**
   * As written: `9.0.1450`, with the formula's revision `9.0.1450_1` (`9.0.1450_0` is the one without), and with the rebuild as it is
   * listed `9.0.1450_1-2`.
   */
  readonly text: string;
}

/** What a bottle was built as. */
export interface BuiltVersion extends PkgVersion {
  readonly rebuild: number;
  /** What Homebrew's version rules of other years read from the same URL. */
  readonly otherVersions?: readonly string[] | undefined;
}

/** The builds that a wanted version means. */
export interface WantedBuilds<Build> {
  readonly builds: readonly Build[];
  /** Whether the text was read as a version with a rebuild, because no build has all of it as its version. */
  readonly byRebuild: boolean;
}

/**
 * Keeps the builds that a wanted version means, in their order. Without a revision every revision is meant. A trailing `-N` is a part
 * of the version (`7.1.1-18`) where a build has such a one, else the rebuild.
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

/** Gives the version that is asked for without its revision, to compare it with others. */
export function versionOf({ text }: WantedVersion): string {
  return parsePkgVersion(text).version;
}
