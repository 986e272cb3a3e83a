import { UsageError } from '../../../core/errors.ts';
import { parseTargetTag } from '../../../core/target.ts';
import { whoServes } from '../../answers/bottle-spans.ts';
import { type LastBottles, placeAll } from '../collect/answer-bottles.ts';
import type { Answers } from '../answers.ts';
import { compareTexts } from '../file/sorted-records.ts';

/** Returns the targets that both cover; undefined for all. Throws {@link UsageError} if they share none. */
export function commonTargets(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const common = a.filter((target) => b.includes(target)).toSorted(compareTexts);
  if (common.length > 0 || a.length + b.length === 0) return common;
  throw new UsageError(
    `the answers have no target in common: ${a.join(', ')} and ${b.join(', ')}`,
    { hint: 'Merge answers for the same targets from different times.' },
  );
}

/** Leaves out bottles and doubts that none of the targets can use. */
export function limitTo(answers: Answers, targets: readonly string[] | undefined): Answers {
  if (targets === undefined || isSameList(targets, answers.header.targets)) return answers;
  const serves = whoServes(targets.map(parseTargetTag));
  const limit = ({ bottles, doubts }: LastBottles): LastBottles =>
    placeAll({
      bottles: bottles.filter(({ bottleTag }) => serves(bottleTag)),
      doubts: doubts.filter(({ bottleTag }) => serves(bottleTag ?? 'all')),
    });
  return {
    ...answers,
    header: { ...answers.header, targets },
    formulae: answers.formulae.map((formula) => ({
      ...formula,
      ...limit(formula),
      earlier: formula.earlier.map((each) => ({ until: each.until, ...limit(each) })),
    })),
  };
}

function isSameList(a: readonly string[], b: readonly string[] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
