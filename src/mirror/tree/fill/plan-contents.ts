import type { NamesToday } from '../../../workspace/histories/names-today.ts';
import { formatTarget } from '../../../core/target.ts';
import { TOOL } from '../../../core/tool.ts';
import type { MirrorBottle, MirrorContents, MirrorTarget } from '../file/mirror-schema.ts';
import { keyOfBottle } from '../file/bottle-key.ts';
import { isHeld, type HeldOutcome, type LackedOutcome } from './outcome.ts';
import { listUnreplaced, servingOf, type RunOutcome } from './unreplaced.ts';
import type { TargetWish, WishedInVain } from '../wishes/wish.ts';

/** What a run found out about a mirror. */
export interface RunResult extends RunOutcome {
  /** Today's names of the keys that `listUnsureNames` returns. */
  readonly namesToday: NamesToday;
  /** What else the journal holds, from an interrupted run with other wishes. */
  readonly others: Iterable<HeldOutcome>;
  readonly index: MirrorContents['index'];
  readonly answers: readonly string[];
}

/**
 * Describes what a mirror holds after a run. What other targets hold is unchanged. A bottle that a newer one replaced stays
 * without a target; one that this run failed to replace, and what that needs, keep theirs. Pure.
 */
export function planContents(run: RunResult): MirrorContents {
  const { before, wishes, outcomes, index, answers } = run;
  const now = new Set(wishes.map(({ target }) => target.bottleTag));
  const lacked = outcomes.filter((each) => !isHeld(each));
  const unreplaced = listUnreplaced(run, run.namesToday);
  const bottles = new Map<string, MirrorBottle>();
  for (const bottle of before?.bottles ?? []) {
    const targets = bottle.targets.filter(
      (target) => !now.has(target) || unreplaced.has(servingOf(target, bottle)),
    );
    bottles.set(keyOfBottle(bottle), { ...bottle, targets });
  }
  for (const { bottle } of run.others) {
    const key = keyOfBottle(bottle);
    if (!bottles.has(key)) bottles.set(key, { ...bottle, targets: [] });
  }
  for (const outcome of outcomes) {
    if (!isHeld(outcome)) continue;
    const key = keyOfBottle(outcome.bottle);
    bottles.set(key, joined(bottles.get(key), outcome));
  }
  const kept = (before?.targets ?? []).filter(({ bottleTag }) => !now.has(bottleTag));
  // For a bottle that is there, only the check for changes failed.
  const absent = lacked.filter(({ key, target }) => !bottles.get(key)?.targets.includes(target));
  const described = wishes.map((wish) => describeTarget(wish, run.inVain, absent));
  return {
    schemaVersion: 1,
    generator: { name: TOOL.name, version: TOOL.version },
    index,
    targets: [...kept, ...described].toSorted(by(({ bottleTag }) => bottleTag)),
    bottles: [...bottles.values()].map(inOrder).toSorted(by(nameForOrder)),
    answers: [...new Set(answers)].toSorted(),
  };
}

/** Merges what is known about a bottle: this run's facts win, and it serves every target it was asked for. */
function joined(known: MirrorBottle | undefined, { bottle, target }: HeldOutcome): MirrorBottle {
  if (known === undefined) return { ...bottle, targets: [target] };
  return {
    ...bottle,
    targets: [...new Set([...known.targets, target])],
    dependencies: [...new Set([...known.dependencies, ...bottle.dependencies])],
    mentioned: [...new Set([...known.mentioned, ...bottle.mentioned])],
  };
}

function describeTarget(
  { target, isWhole, requested }: TargetWish,
  inVain: readonly WishedInVain[],
  lacked: readonly LackedOutcome[],
): MirrorTarget {
  const { bottleTag } = target;
  const missing = [
    ...inVain
      .filter((each) => each.target.bottleTag === bottleTag)
      .map(({ formula, code, message, neededBy }) => ({
        formula,
        code,
        message,
        neededBy: [...neededBy].toSorted(),
      })),
    ...lacked
      .filter((each) => each.target === bottleTag)
      .map(({ formula, status, error }) => ({
        formula,
        code: status === 'failed' ? error.code : status.toUpperCase().replace('-', '_'),
        message: shown(error.message),
        neededBy: [],
      })),
  ];
  return {
    bottleTag,
    system: target.system,
    macos: target.system === 'macos' ? target.release.version : null,
    arch: target.arch,
    label: formatTarget(target),
    isWhole,
    requested: [...requested].toSorted(),
    missing: missing.toSorted(by(({ formula, code }) => `${formula} ${code}`)),
  };
}

/** Makes a message fit the schema. */
function shown(message: string): string {
  return message.replaceAll(/[\p{C}\u2028\u2029]+/gu, ' ').slice(0, 1000);
}

function inOrder(bottle: MirrorBottle): MirrorBottle {
  return {
    ...bottle,
    targets: bottle.targets.toSorted(),
    dependencies: bottle.dependencies.toSorted(),
    mentioned: bottle.mentioned.toSorted(),
  };
}

function nameForOrder({ tap, formula, pkgVersion, rebuild, bottleTag }: MirrorBottle): string {
  // A space sorts before every character of a name.
  return [tap, formula, pkgVersion, String(rebuild).padStart(6, '0'), bottleTag].join(' ');
}

function by<Each>(nameOf: (each: Each) => string): (a: Each, b: Each) => number {
  return (a, b) => {
    const [left, right] = [nameOf(a), nameOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
