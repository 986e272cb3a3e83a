import type { BottleId } from '../../core/bottle-id.ts';
import type { Digest, Hex } from '../../core/digest.ts';
import { keyOf } from '../../core/formula-key.ts';

/** The content of `brewpull.lock.json`: for each target, the exact bytes that were chosen. */
export interface Lock {
  readonly schemaVersion: 1;
  /** Sorted by bottle tag. */
  readonly targets: readonly LockedTarget[];
}

/** Everything that was chosen for one target. */
export interface LockedTarget {
  /** As `--target` takes it. */
  readonly bottleTag: string;
  /** The commit of the tap that all bottles belong to, if there is one; with several taps, only bottles have commits. */
  readonly commit?: string | undefined;
  /** The date of that commit. */
  readonly date?: string | undefined;
  /** Dependencies before what needs them. */
  readonly bottles: readonly LockedBottle[];
  /** Homebrew itself; undefined if it was not asked for. */
  readonly brew?: LockedBrew | undefined;
}

/** A release of Homebrew with its Ruby, by digest; restoring it needs no table of releases. */
export interface LockedBrew {
  /** E.g. `4.6.10`. */
  readonly tag: string;
  /** The day of its commit in UTC. */
  readonly date: string;
  readonly commit: string;
  /** The git object id of the tree of all its files. */
  readonly tree: string;
  /** The sha256 of the tar that brewpull makes from them. */
  readonly sha256: Hex;
  readonly sizeBytes: number;
  /** Whether it asks for the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
  readonly ruby: {
    readonly version: string;
    readonly bottleTag: string;
    /** Where it was published on ghcr.io. */
    readonly repository: string;
    readonly sha256: Hex;
    readonly sizeBytes: number;
  };
}

/** What a {@link LockChange} calls Homebrew itself. */
const BREW = 'Homebrew/brew';

/** One bottle, by digest; restoring it needs neither history nor a list of versions. */
export interface LockedBottle extends Omit<BottleId, 'formula'> {
  /** The formula's name when it was locked. */
  readonly formula: string;
  /** The formula's name when the bottle was built. */
  readonly nameThen: string;
  /** The reference of the index in the registry; undefined for plain file hosts. */
  readonly reference?: string | undefined;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly cellar?: string | undefined;
  readonly rootUrl: string;
  /** The URL of the bytes themselves. */
  readonly url: string;
  /** Undefined for plain file hosts. */
  readonly indexDigest?: Digest | undefined;
  readonly manifestDigest?: Digest | undefined;
  /** The commit of the tap that introduced it; undefined when only the registry was asked. */
  readonly commit?: string | undefined;
  readonly date?: string | undefined;
  readonly path?: string | undefined;
  /** The git oid of the formula file. */
  readonly formulaBlob?: string | undefined;
  /** The formula file, which a bundle carries; without history, a restored bundle could not get it elsewhere. */
  readonly formulaText?: string | undefined;
  readonly isRequested: boolean;
  /** The version that was asked for, as the user wrote it: updates keep it. Undefined if none was. */
  readonly wanted?: string | undefined;
  /** As brew writes them: `user/tap/name` for other taps. Undefined if not looked up, as in a pull of single bottles. */
  readonly dependencies?: readonly string[] | undefined;
  /** Every name that the formula mentions, as written. */
  readonly mentioned?: readonly string[] | undefined;
}

/** One difference between two locks. */
export interface LockChange {
  readonly target: string;
  readonly formula: string;
  /** Undefined if it is not in that lock. */
  readonly before: LockState | undefined;
  readonly after: LockState | undefined;
}

/** What a lock has for one formula, or for Homebrew itself. */
export type LockState =
  | {
      readonly kind: 'bottle';
      readonly pkgVersion: string;
      readonly rebuild: number;
      readonly sha256: string;
      readonly isRequested: boolean;
    }
  | {
      readonly kind: 'brew';
      readonly tag: string;
      readonly tree: string;
      readonly ruby: { readonly version: string; readonly sha256: string };
    };

/** Formats a state of a lock for people. */
export function formatLockState(state: LockState): string {
  if (state.kind === 'brew') {
    const { tag, tree, ruby } = state;
    return `${tag} (${tree.slice(0, 12)}) with Ruby ${ruby.version} (${ruby.sha256.slice(0, 12)})`;
  }
  const { pkgVersion, rebuild, sha256, isRequested } = state;
  const version = `${pkgVersion}${rebuild > 0 ? `-${rebuild}` : ''}`;
  return `${version} (${sha256.slice(0, 12)})${isRequested ? '' : ' as a dependency'}`;
}

/** Returns a lock with one target replaced or added. */
export function withTarget(lock: Lock | undefined, target: LockedTarget): Lock {
  const others = (lock?.targets ?? []).filter(({ bottleTag }) => bottleTag !== target.bottleTag);
  const targets = [...others, target].toSorted((a, b) => (a.bottleTag < b.bottleTag ? -1 : 1));
  return { schemaVersion: 1, targets };
}

/** Finds what a lock has for a target. */
export function findTarget(lock: Lock, bottleTag: string): LockedTarget | undefined {
  return lock.targets.find((target) => target.bottleTag === bottleTag);
}

/** Lists what would change, by target and name; other bytes of the same version count, and so does being asked for. */
export function diffLocks(before: Lock | undefined, after: Lock): readonly LockChange[] {
  const tags = [
    ...new Set([...(before?.targets ?? []), ...after.targets].map((each) => each.bottleTag)),
  ];
  return tags.toSorted().flatMap((target) => {
    const old = statements(before === undefined ? undefined : findTarget(before, target));
    const now = statements(findTarget(after, target));
    const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
    return names.flatMap((formula) => {
      const [left, right] = [old.get(formula), now.get(formula)];
      const isSame = JSON.stringify(left) === JSON.stringify(right);
      return isSame ? [] : [{ target, formula, before: left, after: right }];
    });
  });
}

function statements(target: LockedTarget | undefined): Map<string, LockState> {
  const { bottles = [], brew } = target ?? {};
  const said = new Map<string, LockState>();
  for (const { tap, formula, pkgVersion, rebuild, sha256, isRequested } of bottles) {
    const state = { kind: 'bottle', pkgVersion, rebuild, sha256, isRequested } as const;
    said.set(keyOf({ tap, formula }), state);
  }
  if (brew !== undefined) {
    const { version, sha256 } = brew.ruby;
    const { tag, tree } = brew;
    said.set(BREW, { kind: 'brew', tag, tree, ruby: { version, sha256 } });
  }
  return said;
}
