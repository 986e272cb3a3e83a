import { InvalidFileError } from '../../../core/errors.ts';
import { keepYoungest } from '../../rules/list-spans.ts';
import type { BottleSpan, LatestDoubt, TracedBottles } from '../../state/bottle-span.ts';
import {
  requireBottleTag,
  requireName,
  requireRootUrl,
  requireText,
} from '../file/answer-words.ts';
import type { AnsweredBottle, AnsweredFormula } from '../answers.ts';
import { compareBottles } from '../file/bottle-record.ts';

/** What turning bottles into answers depends on. */
export interface AnswerScope {
  /** When the history that was read begins, ISO 8601. */
  readonly begins: string;
  /** Whether one of the covered targets can use a bottle with this bottle tag. */
  serves(bottleTag: string): boolean;
}

/** The last bottles of one formula. */
export type LastBottles = Pick<AnsweredFormula, 'bottles' | 'doubts'>;

/** Anything that has a place in a formula's history. */
type Placed = Pick<LatestDoubt, 'age' | 'position'>;

/** Picks the last bottle for every bottle tag from all bottles of a formula; earlier ones answer nothing. */
export function answerBottles(traced: TracedBottles, scope: AnswerScope): LastBottles {
  const served = keepYoungest(traced.spans.filter(({ bottleTag }) => scope.serves(bottleTag)));
  const spans = served.filter(canBeHeld);
  const open = traced.doubts.filter(({ bottleTag }) => scope.serves(bottleTag ?? 'all'));
  // A bottle that no file can hold becomes a doubt: all that is known of it is that it exists.
  const doubts = keepYoungest(
    [...open, ...served.filter((span) => !canBeHeld(span))].map(toDoubt).toSorted(inOrder),
  );
  return placeAll({ bottles: spans.map((span) => toAnswered(span, scope)), doubts });
}

/** Ranks the last bottles and doubts of a formula by their states, without gaps, and sorts them by rank. */
export function placeAll({ bottles, doubts }: LastBottles): LastBottles {
  const places = rank([...bottles, ...doubts]);
  return {
    bottles: bottles
      .map((bottle) => ({ ...bottle, ...placeIn(places, bottle) }))
      .toSorted(compareBottles),
    doubts: doubts.map((doubt) => ({ ...doubt, ...placeIn(places, doubt) })).toSorted(inOrder),
  };
}

/** Lists the states in order, each with its positions in order: their indexes leave no gaps. */
function rank(all: readonly Placed[]): ReadonlyMap<number, readonly number[]> {
  const states = new Map<number, Set<number>>();
  for (const { age, position } of all) {
    const positions = states.get(age) ?? new Set();
    states.set(age, positions.add(position));
  }
  const sorted = [...states].toSorted(([a], [b]) => a - b);
  return new Map(sorted.map(([age, found]) => [age, [...found].toSorted((a, b) => a - b)]));
}

function placeIn(
  places: ReadonlyMap<number, readonly number[]>,
  { age, position }: Placed,
): Placed {
  const positions = places.get(age) ?? [];
  return { age: [...places.keys()].indexOf(age), position: positions.indexOf(position) };
}

function inOrder(a: Placed, b: Placed): number {
  return a.age - b.age || a.position - b.position;
}

function toAnswered(span: BottleSpan, { begins }: AnswerScope): AnsweredBottle {
  const { bottleTag, algorithm, checksum, cellar, introduced, dropped, unsure, age, position } =
    span;
  const { version, revision, rebuild, rootUrl, otherVersions, name, commit } = introduced;
  return {
    bottleTag,
    algorithm,
    checksum,
    cellar,
    version,
    revision,
    rebuild,
    rootUrl,
    otherVersions,
    builtAs: name,
    introduced: commit.date,
    dropped: dropped?.commit.date,
    droppedBy:
      dropped?.version === undefined
        ? undefined
        : { version: dropped.version, revision: dropped.revision },
    isUnsure: unsure !== undefined,
    isFromBeginning: commit.date <= begins,
    age,
    position,
  };
}

/** Checks whether a file can hold a bottle: a formula may say anything, an answers file only what makes sense. */
function canBeHeld({ bottleTag, cellar, introduced }: BottleSpan): boolean {
  const { version, otherVersions, name, rootUrl } = introduced;
  return isAccepted(() => {
    requireBottleTag(bottleTag);
    requireName(name);
    if (rootUrl !== undefined) requireRootUrl(rootUrl);
    for (const text of [version, ...otherVersions, cellar ?? '']) requireText(text);
  });
}

function toDoubt({ bottleTag, age, position }: LatestDoubt): LatestDoubt {
  const isTag = bottleTag !== undefined && isAccepted(() => requireBottleTag(bottleTag));
  return { bottleTag: isTag ? bottleTag : undefined, age, position };
}

/** Returns whether a check of `answer-words` passes. */
export function isAccepted(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof InvalidFileError)) throw error;
    return false;
  }
}
