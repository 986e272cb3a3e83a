import { digestOf, type Digest } from '../core/digest.ts';
import { keyOf } from '../core/formula-key.ts';
import { parsePkgVersion } from '../core/pkg-version.ts';
import { withoutUserInfo } from '../core/redact.ts';
import type { Target } from '../core/target.ts';
import { orderForInstall } from '../closure/rules/plan-install-order.ts';
import { byKey, needsOf } from './file/locked-closure.ts';
import type { LockedBottle, LockedTarget } from './file/lock.ts';
import type { RegistryRoot } from '../registry/address.ts';
import { apiUrl } from '../registry/api-url.ts';
import type { ApiPlace } from '../registry/api/api-places.ts';
import type { ClosureItem, ClosurePlan } from '../closure/closure-plan.ts';
import type { FormulaText } from '../closure/sources/formula-file.ts';
import type { PulledBottle } from '../bottle/obtain/pulled-bottle.ts';
import { locateBottle } from '../bottle/resolve/bottle-origin.ts';
import { bottleIdOf, type BottleOrigin, type FoundBottle } from '../bottle/resolve/resolution.ts';

/** What a lock says about a bottle besides the bottle itself. */
export interface LockedFacts {
  readonly isRequested: boolean;
  /** Undefined when they were not looked up. */
  readonly dependencies?: ClosureItem['dependencies'];
  readonly mentioned?: ClosureItem['mentioned'];
}

/** Makes the lock entry of one bottle. */
export function lockBottle(
  { found, documents, sizeBytes }: Pick<PulledBottle, 'found' | 'documents' | 'sizeBytes'>,
  { isRequested, dependencies, mentioned }: LockedFacts,
  file: FormulaText | undefined,
): LockedBottle {
  const { origin, introducedBy: record } = found;
  const digest = digestOf(found.sha256);
  const { formula: nameThen, ...id } = bottleIdOf(found);
  return {
    ...id,
    formula: found.formula,
    nameThen,
    reference: origin.kind === 'registry' ? origin.reference : undefined,
    fileName: found.fileName,
    sizeBytes,
    cellar: found.cellar,
    // Anyone may read a lock, so a password that a formula has in a URL is left out.
    rootUrl: withoutUserInfo(origin.rootUrl),
    url:
      origin.kind === 'file'
        ? withoutUserInfo(origin.url.href)
        : blobUrl(documents?.place ?? { ...origin, registry: origin.root.registry }, digest),
    indexDigest: documents?.index.digest,
    manifestDigest: documents?.manifest?.digest,
    commit: record?.commit.oid,
    date: record?.commit.date,
    path: record?.path,
    formulaBlob: file?.oid ?? record?.oid,
    formulaText: file?.text,
    isRequested,
    wanted: found.wanted?.text,
    dependencies,
    mentioned,
  };
}

function blobUrl(
  { registry, repository }: Pick<ApiPlace, 'registry' | 'repository'>,
  digest: Digest,
): string {
  return apiUrl(registry, repository, `blobs/${digest}`).href;
}

/** Returns the bottle that a lock names, as if it had just been found, without asking history or for a list of versions. */
export function unlockBottle(
  locked: LockedBottle,
  target: Target,
  override: RegistryRoot | undefined,
): FoundBottle {
  const { formula, nameThen, tap, pkgVersion, rebuild, bottleTag } = locked;
  const { commit, date, path, formulaBlob: blob, sha256 } = locked;
  return {
    status: 'found',
    requested: locked.wanted === undefined ? formula : `${keyOf(locked)}=${locked.wanted}`,
    target,
    formula,
    builtAs: nameThen,
    tap,
    ...parsePkgVersion(pkgVersion),
    pkgVersion,
    rebuild,
    bottleTag,
    match: bottleTag === target.bottleTag ? 'exact' : bottleTag === 'all' ? 'all' : 'older',
    sha256,
    cellar: locked.cellar,
    origin: originOf(locked, override),
    fileName: locked.fileName,
    introducedBy:
      date === undefined ? undefined : { commit: { oid: commit, date }, path, oid: blob },
    droppedBy: undefined,
    otherVersions: [],
    wanted: locked.wanted === undefined ? undefined : { text: locked.wanted },
    sources: ['lock'],
    pinnedIndex: locked.indexDigest,
    pinned: { manifestDigest: locked.manifestDigest, sizeBytes: locked.sizeBytes },
  };
}

/** One formula of a plan, with its lock entry if it comes from a lock. */
export interface LockedItem extends ClosureItem {
  readonly locked?: LockedBottle;
}

/** Returns the plan that a lock has for a target. */
export function planOfLock(
  { bottles, commit, date = '' }: Omit<LockedTarget, 'bottleTag'>,
  target: Target,
  override: RegistryRoot | undefined,
): ClosurePlan {
  const held = byKey(bottles);
  const items = bottles.map((locked) => ({
    name: keyOf(locked),
    found: unlockBottle(locked, target, override),
    isRequested: locked.isRequested,
    dependencies: needsOf(locked, held),
    mentioned: locked.mentioned ?? [],
    recorded: { text: locked.formulaText, oid: locked.formulaBlob },
    locked,
  }));
  const { nodes, cycles } = orderForInstall(items);
  const [{ tap } = {}] = bottles;
  return {
    target,
    mode: 'lock',
    commits: commit === undefined || tap === undefined ? [] : [{ tap, oid: commit, date }],
    items: nodes,
    cycles,
    exceptions: [],
  };
}

/** Returns the place where the bottle was when it was locked, on another registry if one is asked instead. */
function originOf(locked: LockedBottle, override: RegistryRoot | undefined): BottleOrigin {
  const { nameThen, pkgVersion, bottleTag, rebuild, tap, rootUrl, reference } = locked;
  const bottle = { formula: nameThen, pkgVersion, bottleTag, rebuild };
  const origin = locateBottle({ tap, rootUrl, bottle, override });
  if (origin.kind !== 'registry' || reference === undefined) return origin;
  return { ...origin, reference };
}
