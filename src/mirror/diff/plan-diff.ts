import { keyOf } from '../../core/formula-key.ts';
import { comparePkgVersions, parsePkgVersion } from '../../core/pkg-version.ts';
import type { HeldBrew, HeldFile, Holding, MissingHere, Stock, StockTarget } from './stock.ts';

/** How a bottle differs; `replaced` is a different file with the same version, rebuild and bottle tag. */
export type ChangeKind =
  | 'added'
  | 'removed'
  | 'upgraded'
  | 'downgraded'
  | 'rebuilt'
  | 'retargeted'
  | 'replaced';

/** A bottle that differs between the two sides. */
export interface BottleChange {
  /** The formula's name from `keyOf`. */
  readonly formula: string;
  readonly change: ChangeKind;
  /** Undefined if OLD has none. */
  readonly before: Holding | undefined;
  /** Undefined if NEW has none. */
  readonly after: Holding | undefined;
}

/** A change of Homebrew itself. */
export interface BrewChange {
  readonly before: HeldBrew | undefined;
  readonly after: HeldBrew | undefined;
}

/** Something that is needed but missing, and how that has changed. */
export interface MissingChange extends MissingHere {
  /** `gone`: no longer missing, or no longer needed. */
  readonly status: 'new' | 'still' | 'gone';
}

/** What differs for one kind of machine. */
export interface TargetDiff {
  readonly bottleTag: string;
  /** `both`: OLD and NEW have this target. */
  readonly status: 'both' | 'added' | 'removed';
  /** Sorted by name. */
  readonly changes: readonly BottleChange[];
  /** How many bottles are the same. */
  readonly unchanged: number;
  /** Undefined if it is the same, or on neither side. */
  readonly brew: BrewChange | undefined;
  readonly missing: readonly MissingChange[];
  /** The size of all files that NEW has for it. */
  readonly sizeBytes: number;
  /** The size of those that are nowhere in OLD. */
  readonly travelBytes: number;
}

/** What differs between two stocks. */
export interface StockDiff {
  /** Sorted by bottle tag. */
  readonly targets: readonly TargetDiff[];
  /** The size of files that are nowhere in OLD; a file for several targets counts once. */
  readonly travelBytes: number;
  readonly travelFiles: number;
  readonly isDifferent: boolean;
}

/**
 * Compares two stocks, target by target and formula by formula. What OLD has for any target need not travel, so only files that
 * are nowhere in it are counted. The cost is linear in both stocks, plus the sorting of names.
 */
export function planDiff(before: Stock, after: Stock): StockDiff {
  const tags = new Set([...before.targets, ...after.targets].map(({ bottleTag }) => bottleTag));
  const targets = [...tags].toSorted().map((bottleTag) => {
    const find = (stock: Stock): StockTarget | undefined =>
      stock.targets.find((target) => target.bottleTag === bottleTag);
    return diffTarget(bottleTag, { before, old: find(before), now: find(after) });
  });
  const travelling = after.targets.flatMap(filesOf);
  const travel = missingIn(before, travelling);
  return {
    targets,
    travelBytes: sumOf(travel),
    travelFiles: travel.length,
    isDifferent: targets.some(isDifferent),
  };
}

function isDifferent({ status, changes, brew, missing }: TargetDiff): boolean {
  return (
    status !== 'both' ||
    changes.length > 0 ||
    brew !== undefined ||
    missing.some((each) => each.status !== 'still')
  );
}

function diffTarget(
  bottleTag: string,
  {
    before,
    old,
    now,
  }: {
    readonly before: Stock;
    readonly old: StockTarget | undefined;
    readonly now: StockTarget | undefined;
  },
): TargetDiff {
  const [left, right] = [byKey(old), byKey(now)];
  const changes: BottleChange[] = [];
  let unchanged = 0;
  for (const formula of [...new Set([...left.keys(), ...right.keys()])].toSorted()) {
    const { pairs, same } = pair(left.get(formula) ?? [], right.get(formula) ?? []);
    unchanged += same;
    for (const each of pairs) changes.push({ formula, change: kindOf(each), ...each });
  }
  const files = now === undefined ? [] : filesOf(now);
  return {
    bottleTag,
    status: old === undefined ? 'added' : now === undefined ? 'removed' : 'both',
    changes,
    unchanged,
    brew: diffBrew(old?.brew, now?.brew),
    missing: diffMissing(old?.missing ?? [], now?.missing ?? []),
    sizeBytes: sumOf(unique(files)),
    travelBytes: sumOf(missingIn(before, files)),
  };
}

function byKey(target: StockTarget | undefined): ReadonlyMap<string, readonly Holding[]> {
  const found = new Map<string, Holding[]>();
  for (const holding of target?.holdings ?? []) {
    const key = keyOf(holding.bottle);
    const others = found.get(key);
    if (others === undefined) found.set(key, [holding]);
    else others.push(holding);
  }
  return found;
}

type Pair = Pick<BottleChange, 'before' | 'after'>;

/** Pairs the bottles of a formula. A target normally has one; if a file has more, they are paired in order. */
function pair(
  old: readonly Holding[],
  now: readonly Holding[],
): { readonly pairs: readonly Pair[]; readonly same: number } {
  const left = old.filter((each) => !isIn(now, each));
  const right = now.filter((each) => !isIn(old, each));
  const count = Math.max(left.length, right.length);
  return {
    pairs: Array.from({ length: count }, (_, at) => ({ before: left[at], after: right[at] })),
    same: now.length - right.length,
  };
}

function isIn(all: readonly Holding[], one: Holding): boolean {
  return all.some((each) => each.bottle.sha256 === one.bottle.sha256);
}

function kindOf({ before, after }: Pair): ChangeKind {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  const [old, now] = [before.bottle, after.bottle];
  if (old.pkgVersion !== now.pkgVersion) {
    const order = comparePkgVersions(
      parsePkgVersion(old.pkgVersion),
      parsePkgVersion(now.pkgVersion),
    );
    return order > 0 ? 'downgraded' : 'upgraded';
  }
  if (old.rebuild !== now.rebuild) return 'rebuilt';
  return old.bottleTag === now.bottleTag ? 'replaced' : 'retargeted';
}

function diffBrew(
  before: HeldBrew | undefined,
  after: HeldBrew | undefined,
): BrewChange | undefined {
  return sumsOf(before) === sumsOf(after) ? undefined : { before, after };
}

function sumsOf(brew: HeldBrew | undefined): string {
  return [brew?.tree, ...(brew?.files ?? []).map(({ sha256 }) => sha256)].join(' ');
}

function diffMissing(
  old: readonly MissingHere[],
  now: readonly MissingHere[],
): readonly MissingChange[] {
  const before = new Set(old.map(({ formula }) => formula));
  const after = new Set(now.map(({ formula }) => formula));
  const gone = old.filter(({ formula }) => !after.has(formula));
  return [
    ...now.map((each): MissingChange => ({
      ...each,
      status: before.has(each.formula) ? 'still' : 'new',
    })),
    ...gone.map((each): MissingChange => ({ ...each, status: 'gone' })),
  ].toSorted((a, b) => (a.formula < b.formula ? -1 : 1));
}

function filesOf({ holdings, brew }: StockTarget): readonly HeldFile[] {
  const bottles = holdings.map(({ bottle, sizeBytes }) => ({ sha256: bottle.sha256, sizeBytes }));
  return [...bottles, ...(brew?.files ?? [])];
}

function missingIn({ files }: Stock, all: readonly HeldFile[]): readonly HeldFile[] {
  return unique(all).filter(({ sha256 }) => !files.has(sha256));
}

function unique(files: readonly HeldFile[]): readonly HeldFile[] {
  return [...new Map(files.map((file) => [file.sha256, file])).values()];
}

function sumOf(files: readonly HeldFile[]): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
