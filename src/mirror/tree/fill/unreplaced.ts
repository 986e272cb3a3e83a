import { keyOf } from '../../../core/formula-key.ts';
import { groupBy } from '../../../core/group-by.ts';
import type { NamesToday } from '../../../workspace/histories/names-today.ts';
import { keyOfBottle } from '../file/bottle-key.ts';
import type { MirrorBottle, MirrorContents } from '../file/mirror-schema.ts';
import type { TargetWish, WishedInVain } from '../wishes/wish.ts';
import { isHeld, type MirrorOutcome } from './outcome.ts';

/** What a run found out about the bottles that were there before. */
export interface RunOutcome {
  /** What the mirror held before. */
  readonly before: MirrorContents | undefined;
  /** The targets of this run. */
  readonly wishes: readonly TargetWish[];
  readonly outcomes: readonly MirrorOutcome[];
  readonly inVain: readonly WishedInVain[];
}

/** The codes that mean there is no bottle, as opposed to a temporary failure. */
const NO_BOTTLES = new Set<WishedInVain['code']>([
  'NO_BOTTLE',
  'FORMULA_NOT_FOUND',
  'NOT_ASKED_FOR',
]);

/** Lists the keys whose names today {@link listUnreplaced} needs; after most runs there are none. Pure. */
export function listUnsureNames(run: RunOutcome): ReadonlySet<string> {
  const names = run.wishes.flatMap(({ target }) => {
    const failed = failedOf(run, target.bottleTag);
    if (failed.size === 0) return [];
    const old = listUnserved(run, target.bottleTag);
    if (old.length === 0) return [];
    return [...failed, ...old.flatMap((bottle) => [keyOf(bottle), ...bottle.dependencies])];
  });
  return new Set(names);
}

/**
 * Lists the bottles that a run failed to replace, and the earlier bottles that these need, as pairs of a target and a bottle
 * named by {@link servingOf}. The formula's name today decides whether a bottle has a successor; if that name is unknown, the
 * bottle counts as not replaced. Pure.
 */
export function listUnreplaced(run: RunOutcome, namesToday: NamesToday): ReadonlySet<string> {
  const unreplaced = new Set<string>();
  for (const { bottleTag: target } of run.wishes.map((wish) => wish.target)) {
    const failed = new Set(
      [...failedOf(run, target)].flatMap((key) => [key, namesToday.get(key) ?? key]),
    );
    if (failed.size === 0) continue;
    const old = listUnserved(run, target, namesToday);
    const byName = groupBy(old, (each) => namesToday.get(keyOf(each)) ?? keyOf(each));
    const needed = ({ tap, dependencies }: MirrorBottle): readonly MirrorBottle[] =>
      dependencies
        .flatMap((key) => [namesToday.get(key) ?? key, `${tap}/${key}`])
        .flatMap((name) => byName.get(name) ?? []);
    const staying = old.filter((bottle) => {
      const today = namesToday.get(keyOf(bottle));
      return today === undefined || failed.has(today) || failed.has(keyOf(bottle));
    });
    // The list grows while it is read.
    for (const bottle of staying) {
      const serving = servingOf(target, bottle);
      if (unreplaced.has(serving)) continue;
      unreplaced.add(serving);
      staying.push(...needed(bottle));
    }
  }
  return unreplaced;
}

/** Returns the name of a bottle that serves a target. */
export function servingOf(target: string, bottle: MirrorBottle): string {
  return `${target} ${keyOfBottle(bottle)}`;
}

/** Lists the keys of what was wished for a target but could not be had this time. */
function failedOf({ outcomes, inVain }: RunOutcome, target: string): ReadonlySet<string> {
  const failed = new Set<string>();
  for (const outcome of outcomes) {
    if (isHeld(outcome) || outcome.target !== target) continue;
    failed.add(outcome.formula);
    failed.add(keyOf({ tap: outcome.tap, formula: outcome.builtAs }));
  }
  for (const { code, formula, target: wished } of inVain) {
    // A formula that could not be looked up may still have a bottle.
    if (wished.bottleTag === target && !NO_BOTTLES.has(code)) failed.add(formula);
  }
  return failed;
}

/** Lists the bottles that served a target before, and whose formula has no bottle for it in this run. */
function listUnserved(
  { before, outcomes }: RunOutcome,
  target: string,
  namesToday: NamesToday = new Map(),
): readonly MirrorBottle[] {
  const served = new Set(
    outcomes
      .filter(isHeld)
      .filter((outcome) => outcome.target === target)
      .map(({ bottle }) => keyOf(bottle)),
  );
  return (before?.bottles ?? []).filter((bottle) => {
    const key = keyOf(bottle);
    const isServed = served.has(key) || served.has(namesToday.get(key) ?? key);
    return bottle.targets.includes(target) && !isServed;
  });
}
