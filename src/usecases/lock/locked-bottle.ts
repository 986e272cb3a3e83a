import { digestOf } from '../../core/digest.ts';
import { parsePkgVersion } from '../../core/pkg-version.ts';
import type { Target } from '../../core/target.ts';
import type { LockedBottle, LockedTarget } from '../../plan/lock/lock.ts';
import type { RegistryRoot } from '../../registry/address.ts';
import type { ClosureItem, ClosurePlan } from '../closure/closure-plan.ts';
import type { PulledBottle } from '../pull/pulled-bottle.ts';
import { locateBottle } from '../resolve/bottle-origin.ts';
import type { FoundBottle } from '../resolve/resolution.ts';

/** Writes down one bottle for a lock. */
export function lockBottle(
  { found, documents, sizeBytes }: PulledBottle,
  { isRequested, dependencies }: Pick<ClosureItem, 'isRequested' | 'dependencies'>,
): LockedBottle {
  const { origin, record } = found;
  const digest = digestOf(found.sha256);
  return {
    formula: found.formula,
    nameThen: found.nameThen,
    tap: found.tap,
    pkgVersion: found.pkgVersion,
    rebuild: found.rebuild,
    bottleTag: found.bottleTag,
    fileName: found.fileName,
    sha256: found.sha256,
    sizeBytes,
    cellar: found.cellar,
    rootUrl: origin.rootUrl,
    url:
      origin.kind === 'registry'
        ? new URL(`v2/${origin.repository}/blobs/${digest}`, origin.root.registry).href
        : origin.url.href,
    indexDigest: documents?.index.digest,
    manifestDigest: documents?.manifest.digest,
    commit: record?.commit.oid,
    date: record?.commit.date,
    path: record?.path,
    isRequested,
    dependencies,
  };
}

/** Gives the bottle that a lock names, as if it had just been found: neither history nor a list of versions is asked. */
function unlockBottle(
  locked: LockedBottle,
  target: Target,
  override: RegistryRoot | undefined,
): FoundBottle {
  const { formula, nameThen, tap, pkgVersion, rebuild, bottleTag: tag, rootUrl } = locked;
  const { commit, date, path, sha256 } = locked;
  const bottle = { formula: nameThen, pkgVersion, tag, rebuild };
  return {
    status: 'found',
    requested: formula,
    target,
    formula,
    nameThen,
    tap,
    ...parsePkgVersion(pkgVersion),
    pkgVersion,
    rebuild,
    bottleTag: tag,
    how: tag === target.bottleTag ? 'exact' : tag === 'all' ? 'all' : 'older',
    sha256,
    cellar: locked.cellar,
    origin: locateBottle({ tap, rootUrl, bottle, override }),
    fileName: locked.fileName,
    record:
      commit === undefined || date === undefined || path === undefined
        ? undefined
        : { commit: { oid: commit, date }, path, blob: undefined },
    droppedBy: undefined,
    otherVersions: [],
    sources: ['lock'],
    pinnedIndex: locked.indexDigest,
  };
}

/** Gives the plan that a lock holds for a target. */
export function planOfLock(
  { bottles, commit }: LockedTarget,
  target: Target,
  override: RegistryRoot | undefined,
): ClosurePlan {
  const [dated] = bottles
    .flatMap(({ date }) => date ?? [])
    .toSorted()
    .toReversed();
  return {
    target,
    mode: 'exact',
    commit: commit === undefined ? undefined : { oid: commit, date: dated ?? '' },
    items: bottles.map((locked) => ({
      found: unlockBottle(locked, target, override),
      isRequested: locked.isRequested,
      dependencies: locked.dependencies,
      mentioned: [],
    })),
    cycles: [],
    exceptions: [],
  };
}
