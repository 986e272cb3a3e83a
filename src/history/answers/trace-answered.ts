import { FormulaUnreadableError } from '../../core/errors.ts';
import type { AnsweredBottle, AnsweredFormula } from '../answers-file/answers.ts';
import type { BottleSpan, OpenDoubt, TracedBottles } from '../state/bottle-span.ts';

/**
 * Lists the bottles that answers have of a formula, newest first, as far as its history before a moment goes; without one all of
 * them. There is no place in history for any: answers know dates, and neither commits nor paths.
 */
export function traceAnswered(answered: AnsweredFormula, until: string | undefined): TracedBottles {
  const { name, earlier } = answered;
  if (until === undefined) {
    const spans = answered.bottles.map((bottle) => toSpan(name, bottle, undefined));
    return { spans: [...spans, ...listOlder(answered)], doubts: toDoubts(answered) };
  }
  const then = earlier.find((each) => each.until === until) ?? answered;
  return {
    spans: then.bottles.map((bottle) => toSpan(name, bottle, until)),
    doubts: toDoubts({ name, doubts: then.doubts }),
  };
}

/** Bottles that were the last ones at some moment only; they come after all that are the last ones of all. */
function listOlder({ name, bottles, earlier }: AnsweredFormula): BottleSpan[] {
  const known = new Set(bottles.map(keyOf));
  const older = new Map<string, AnsweredBottle>();
  for (const bottle of earlier.toReversed().flatMap((each) => each.bottles)) {
    const key = keyOf(bottle);
    const before = older.get(key);
    // What dropped a bottle that came back, and went again, came later.
    if (!known.has(key) && (before === undefined || isLater(bottle, before))) {
      older.set(key, bottle);
    }
  }
  const start = 1 + Math.max(-1, ...bottles.map(({ age }) => age));
  return [...older.values()].map((bottle, index) => ({
    ...toSpan(name, bottle, undefined),
    age: start + index,
    position: 0,
  }));
}

function keyOf({ bottleTag, checksum }: AnsweredBottle): string {
  return `${bottleTag} ${checksum}`;
}

function isLater({ dropped }: AnsweredBottle, other: AnsweredBottle): boolean {
  if (dropped === undefined || other.dropped === undefined) return dropped === undefined;
  return dropped > other.dropped;
}

function toSpan(name: string, bottle: AnsweredBottle, until: string | undefined): BottleSpan {
  const { bottleTag, algorithm, checksum, cellar, age, position, version, revision } = bottle;
  const { rebuild, rootUrl, otherVersions, builtAs, dropped, droppedBy } = bottle;
  const isDropped = dropped !== undefined && (until === undefined || dropped < until);
  return {
    bottleTag,
    algorithm,
    checksum,
    cellar,
    age,
    position,
    introduced: {
      ...placeAt(bottle.introduced),
      name: builtAs,
      version,
      revision,
      otherVersions,
      rebuild,
      rootUrl,
    },
    dropped: isDropped
      ? {
          ...placeAt(dropped),
          version: droppedBy?.version,
          revision: droppedBy?.revision ?? 0,
        }
      : undefined,
    unsure: bottle.isUnsure ? unread(`a state of ${name} before its bottle`) : undefined,
  };
}

function placeAt(date: string): Pick<BottleSpan['introduced'], 'commit' | 'path'> {
  return { commit: { oid: undefined, date }, path: undefined };
}

function toDoubts({ name, doubts }: Pick<AnsweredFormula, 'name' | 'doubts'>): OpenDoubt[] {
  return doubts.map((doubt) => ({ ...doubt, error: unread(`a state of ${name}`) }));
}

/** Answers know that a state cannot be read, and not which one or why. */
function unread(what: string): FormulaUnreadableError {
  return new FormulaUnreadableError(
    undefined,
    `${what} could not be read when the answers were made`,
  );
}
