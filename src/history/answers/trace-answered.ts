import { FormulaUnreadableError } from '../../core/errors.ts';
import type { AnsweredBottle, AnsweredFormula } from '../answers-file/answers.ts';
import type { BottleSpan, TracedBottles } from '../state/bottle-span.ts';

/**
 * Lists the bottles that answers have of a formula, newest first; with `until`, those that were last before that moment, though
 * what dropped them may have come later. None has a place in history: answers know dates, but no commits or paths.
 */
export function traceAnswered(answered: AnsweredFormula, until: string | undefined): TracedBottles {
  const { name, earlier } = answered;
  const { bottles, doubts } = earlier.find((each) => each.until === until) ?? answered;
  return {
    spans: bottles.map((bottle) => toAnsweredSpan(name, bottle)),
    // Answers record that a state could not be read, but not which one or why.
    doubts: doubts.map((doubt) => ({ ...doubt, error: unread(`a state of ${name}`) })),
  };
}

/** Converts one of the bottles that answers have of a formula, as {@link traceAnswered} does. */
export function toAnsweredSpan(name: string, bottle: AnsweredBottle): BottleSpan {
  const { bottleTag, algorithm, checksum, cellar, age, position, version, revision } = bottle;
  const { rebuild, rootUrl, otherVersions, builtAs, dropped, droppedBy } = bottle;
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
    dropped:
      dropped === undefined
        ? undefined
        : {
            ...placeAt(dropped),
            version: droppedBy?.version,
            revision: droppedBy?.revision ?? 0,
          },
    unsure: bottle.isUnsure ? unread(`a state of ${name} before its bottle`) : undefined,
  };
}

function placeAt(date: string): Pick<BottleSpan['introduced'], 'commit' | 'path'> {
  return { commit: { oid: undefined, date }, path: undefined };
}

function unread(what: string): FormulaUnreadableError {
  return new FormulaUnreadableError(
    undefined,
    `${what} could not be read when the answers were made`,
  );
}
