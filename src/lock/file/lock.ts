import type { BottleId } from '../../core/bottle-id.ts';
import type { Digest, Hex } from '../../core/digest.ts';
import { keyOf } from '../../core/formula-key.ts';

/** What `brewpull.lock.json` says: for each target, the very bytes that were chosen. */
export interface Lock {
  readonly schemaVersion: 1;
  /** In the order of their bottle tags. */
  readonly targets: readonly LockedTarget[];
}

/** Everything that was chosen for one target. */
export interface LockedTarget {
  /** As `--target` takes it. */
  readonly bottleTag: string;
  /** The state of the tap that all bottles belong to, where there is one; each bottle of several taps has its own. */
  readonly commit?: string | undefined;
  /** When that state was made. */
  readonly date?: string | undefined;
  /** Dependencies before what needs them. */
  readonly bottles: readonly LockedBottle[];
  /** Homebrew itself; undefined where it was not asked for. */
  readonly brew?: LockedBrew | undefined;
}

/** A release of Homebrew with its Ruby, by their digests; restoring it needs no table of releases. */
export interface LockedBrew {
  /** E.g. `4.6.10`. */
  readonly tag: string;
  /** The day of its commit in UTC. */
  readonly date: string;
  readonly commit: string;
  /** The git object id of all its files. */
  readonly tree: string;
  /** Of the tar that brewpull makes of them. */
  readonly sha256: Hex;
  readonly sizeBytes: number;
  /** Whether it asks for the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
  readonly ruby: {
    readonly version: string;
    readonly bottleTag: string;
    /** Where it was published at ghcr.io. */
    readonly repository: string;
    readonly sha256: Hex;
    readonly sizeBytes: number;
  };
}

/** What a {@link LockChange} calls Homebrew itself. */
const BREW = 'Homebrew/brew';

/** One bottle, by its digests; restoring needs neither history nor a list of versions. */
export interface LockedBottle extends Omit<BottleId, 'formula'> {
  /** The formula's name when it was locked. */
  readonly formula: string;
  /** The formula's name when the bottle was built. */
  readonly nameThen: string;
  /** Under which the registry had the index; undefined for plain file hosts. */
  readonly reference?: string | undefined;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly cellar?: string | undefined;
  readonly rootUrl: string;
  /** Of the bytes themselves. */
  readonly url: string;
  /** Undefined for plain file hosts. */
  readonly indexDigest?: Digest | undefined;
  readonly manifestDigest?: Digest | undefined;
  /** Where homebrew-core says it; undefined when only the registry was asked. */
  readonly commit?: string | undefined;
  readonly date?: string | undefined;
  readonly path?: string | undefined;
  /** The git oid of the formula file. */
  readonly formulaBlob?: string | undefined;
  /** The formula file, which a bundle carries and a restored one could not get without history. */
  readonly formulaText?: string | undefined;
  readonly isRequested: boolean;
  /** The version that was asked for, as it was written: no update takes another. Undefined where none was. */
  readonly wanted?: string | undefined;
  /** As brew writes them: `user/tap/name` for other taps. Undefined when they were not looked up, as in a pull of single bottles. */
  readonly dependencies?: readonly string[] | undefined;
  /** Every name that the formula mentions, as written. */
  readonly mentioned?: readonly string[] | undefined;
}

/** One difference between two locks. */
export interface LockChange {
  readonly target: string;
  readonly formula: string;
  /** Undefined where it is not in that lock. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Gives a lock with one target replaced or added. */
export function withTarget(lock: Lock | undefined, target: LockedTarget): Lock {
  const others = (lock?.targets ?? []).filter(({ bottleTag }) => bottleTag !== target.bottleTag);
  const targets = [...others, target].toSorted((a, b) => (a.bottleTag < b.bottleTag ? -1 : 1));
  return { schemaVersion: 1, targets };
}

/** Finds what a lock says of a target. */
export function findTarget(lock: Lock, bottleTag: string): LockedTarget | undefined {
  return lock.targets.find((target) => target.bottleTag === bottleTag);
}

/** Lists what would change, in the order of targets and names; other bytes of one version count, and being asked for. */
export function diffLocks(before: Lock | undefined, after: Lock): readonly LockChange[] {
  const tags = [
    ...new Set([...(before?.targets ?? []), ...after.targets].map((each) => each.bottleTag)),
  ];
  return tags.toSorted().flatMap((target) => {
    const old = statements(before === undefined ? undefined : findTarget(before, target));
    const now = statements(findTarget(after, target));
    const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
    return names.flatMap((formula) =>
      old.get(formula) === now.get(formula)
        ? []
        : [{ target, formula, before: old.get(formula), after: now.get(formula) }],
    );
  });
}

function statements(target: LockedTarget | undefined): Map<string, string> {
  const { bottles = [], brew } = target ?? {};
  const said = new Map(
    bottles.map(({ tap, formula, pkgVersion, rebuild, sha256, isRequested }) => [
      keyOf({ tap, formula }),
      `${pkgVersion}${rebuild > 0 ? `-${rebuild}` : ''} (${sha256.slice(0, 12)})${isRequested ? '' : ' as a dependency'}`,
    ]),
  );
  if (brew !== undefined) {
    const { tag, tree, ruby } = brew;
    said.set(
      BREW,
      `${tag} (${tree.slice(0, 12)}) with Ruby ${ruby.version} (${ruby.sha256.slice(0, 12)})`,
    );
  }
  return said;
}
