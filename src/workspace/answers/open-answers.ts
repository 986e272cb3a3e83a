import type { Target } from '../../core/target.ts';
import type { HistorySource } from '../../history/answers/history-source.ts';
import type { AnsweredVersion, AnswersHeader } from '../../history/answers-file/answers.ts';
import type { FindBottle } from '../../history/answers/coverage-bottles.ts';
import type { LatestBottles } from '../../history/state/bottle-span.ts';

/** Where a file of answers comes from: named by the user, fetched earlier, or in brewpull's package. */
export type AnswersOrigin = 'named' | 'fetched' | 'packaged';

/**
 * A file that answers for a tap without a clone: the last bottle of every formula, or an atlas with all bottles. Everything
 * read from it is checked; damage throws `InvalidFileError`. It is closed with the rest of brewpull.
 */
export interface OpenAnswers extends Pick<AnswersHeader, 'tap' | 'head' | 'begins' | 'targets'> {
  readonly kind: 'answers' | 'atlas';
  readonly origin: AnswersOrigin;
  readonly path: string;
  /** For people, e.g. `the file of answers in brewpull's package, from the history of 2023-03-01 to 2026-08-22`. */
  readonly description: string;
  readonly history: HistorySource;
  /** Returns whether it says anything about a target. */
  covers(target: Target): boolean;
  /** Lists every formula with its last bottles; a file of answers has those of its targets. */
  latest(): Iterable<LatestBottles>;
  /** Returns everything that it knows about a bottle that it lists; a file of answers knows no commits. */
  readonly findBottle: FindBottle;
  /** Returns whether its newest state has a formula for a name, an alias or an older name. */
  isPresent(name: string): Promise<boolean>;
  /** Returns the name of the formula that a name leads to today, or last led to; undefined if it leads to none. */
  leadsTo(name: string): Promise<string | undefined>;
  /** Finds names that a mistyped one may have meant. */
  suggest(name: string): readonly string[];
  /** Returns the version of a formula's newest readable state, whatever bottles it has; undefined if there is none. */
  newest(name: string): Promise<AnsweredVersion | undefined>;
  close(): void;
}

/** What a file says about itself, and where it came from. */
export type AnswersPlace = Pick<
  OpenAnswers,
  'kind' | 'origin' | 'path' | 'tap' | 'head' | 'begins' | 'targets'
>;

/** Describes a file of answers for people. */
export function describeAnswers({ kind, origin, path, tap, head, begins }: AnswersPlace): string {
  const what = kind === 'atlas' ? 'the atlas' : 'the file of answers';
  const whose: Readonly<Record<AnswersOrigin, string>> = {
    named: `${what} ${path}`,
    fetched: `${what} of ${tap} that was fetched`,
    packaged: `${what} in brewpull's package`,
  };
  return `${whose[origin]}, from the history of ${begins.slice(0, 10)} to ${head.date.slice(0, 10)}`;
}

/** Returns whether a file of answers says anything about a target. */
export function isCovered({ targets }: Pick<AnswersPlace, 'targets'>, target: Target): boolean {
  return targets === undefined || targets.includes(target.bottleTag);
}
