import { formatPkgVersion } from '../../core/pkg-version.ts';
import { keepWanted, type BuiltVersion } from '../../core/wanted-version.ts';

/**
 * Returns a function that formats the version of a build so that it means this one of the builds and no other: `9.0.1900`, or
 * with the revision or the rebuild if necessary, `9.0.1900_0` or `9.0.1900_0-0`. Builds that cannot be told apart are written as
 * they are listed.
 */
export function exactVersions(builds: readonly BuiltVersion[]): (build: BuiltVersion) => string {
  const byVersion = new Map<string, Set<BuiltVersion>>();
  for (const build of builds) {
    for (const version of [build.version, ...(build.otherVersions ?? [])]) {
      byVersion.set(version, (byVersion.get(version) ?? new Set()).add(build));
    }
  }
  return (build) => {
    const { version, revision, rebuild } = build;
    const listed = formatPkgVersion(build);
    const short = rebuild > 0 ? `${listed}-${rebuild}` : listed;
    const texts = [short, `${version}_${revision}`, `${version}_${revision}-${rebuild}`];
    const meansIt = (text: string): boolean => {
      const near = versionsIn(text).flatMap((each) => [...(byVersion.get(each) ?? [])]);
      const meant = keepWanted(near, { text }, (each) => each).builds;
      return meant.length > 0 && meant.every((each) => isSame(each, build));
    };
    return texts.find(meansIt) ?? short;
  };
}

/** Lists the versions that a text may mean: without its rebuild, its revision, both or neither. */
function versionsIn(text: string): readonly string[] {
  const whole = [text, text.replace(/-\d+$/, '')];
  return [...new Set([...whole, ...whole.map((each) => each.replace(/_\d+$/, ''))])];
}

function isSame(a: BuiltVersion, b: BuiltVersion): boolean {
  return a.version === b.version && a.revision === b.revision && a.rebuild === b.rebuild;
}
