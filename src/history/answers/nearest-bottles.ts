import type { BottleSpan } from '../state/bottle-span.ts';
import { parseBottleTag } from '../../core/bottle-tag.ts';
import { compareReleases } from '../../core/macos.ts';
import { comparePkgVersions, formatPkgVersion, type PkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import { versionOf, type WantedVersion } from '../../core/wanted-version.ts';
import { fitsName } from '../rules/name-eras.ts';

/** A bottle that a formula did offer, but for another target or of another version. */
export interface NearBottle {
  readonly bottleTag: string;
  readonly pkgVersion: string;
  /** When it was introduced, ISO 8601; undefined when only the registry was asked. */
  readonly date: string | undefined;
}

/** How many are listed at most. */
const MOST = 3;

/**
 * Lists the last bottles, one for each bottle tag, that come nearest to a target that has none: the same architecture first,
 * then the closest macOS. `spans` are newest first.
 */
export function listNearest(spans: readonly BottleSpan[], target: Target): readonly NearBottle[] {
  const newest = new Map<string, NearBottle>();
  for (const { bottleTag, introduced } of spans) {
    if (newest.has(bottleTag)) continue;
    const pkgVersion = formatPkgVersion(introduced);
    newest.set(bottleTag, { bottleTag, pkgVersion, date: introduced.commit.date });
  }
  return nearestFirst([...newest.values()], target).slice(0, MOST);
}

/** A bottle that a target can use. */
export interface UsableBottle extends PkgVersion, Pick<NearBottle, 'bottleTag' | 'date'> {}

/**
 * Lists the versions nearest to one that has no bottle, newest first: those that begin with it (9.0.1900 for 9.0), at most
 * three; if none does, the next newer and the next older one.
 */
export function listNearVersions(
  usable: readonly UsableBottle[],
  wanted: WantedVersion,
): readonly NearBottle[] {
  const version = versionOf(wanted);
  const asked: PkgVersion = { version, revision: 0 };
  const inOrder = usable.toSorted((a, b) => comparePkgVersions(b, a));
  const within = inOrder.filter(
    (each) => /^\d/.test(version) && fitsName(each.version, `@${version}`),
  );
  const newer = inOrder.findLast((each) => comparePkgVersions(each, asked) > 0);
  const older = inOrder.find((each) => comparePkgVersions(each, asked) < 0);
  const nearest = within.length > 0 ? within : [newer, older];
  const near = new Map<string, NearBottle>();
  for (const each of nearest) {
    if (each === undefined || near.size === MOST) continue;
    const pkgVersion = formatPkgVersion(each);
    if (near.has(pkgVersion)) continue;
    near.set(pkgVersion, { bottleTag: each.bottleTag, pkgVersion, date: each.date });
  }
  return [...near.values()];
}

/** Sorts bottles by how near their bottle tag is to the target; equals keep their order. */
export function nearestFirst(
  bottles: readonly NearBottle[],
  target: Target,
): readonly NearBottle[] {
  return [...bottles].toSorted(
    (a, b) => distance(a.bottleTag, target) - distance(b.bottleTag, target),
  );
}

/** Another architecture is farther than any macOS; another system farther still. */
function distance(name: string, target: Target): number {
  const bottleTag = parseBottleTag(name);
  if (bottleTag === undefined || bottleTag.kind === 'all' || bottleTag.kind !== target.system)
    return 10_000;
  const otherArch = bottleTag.arch === target.arch ? 0 : 1000;
  if (bottleTag.kind !== 'macos' || target.system !== 'macos') return otherArch;
  return otherArch + Math.abs(compareReleases(bottleTag.release, target.release));
}
