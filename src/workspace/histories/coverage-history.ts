import { UsageError } from '../../core/errors.ts';
import type { Target } from '../../core/target.ts';
import type { FindBottle } from '../../history/answers/coverage-bottles.ts';
import type { LatestBottles } from '../../history/state/bottle-span.ts';
import type { Brewpull } from '../brewpull.ts';
import { noPast } from './order-histories.ts';
import {
  type HistoryOrigin,
  noHistory,
  notCovered,
  originOfClone,
  originOfFile,
} from './history-origin.ts';

/** The last bottles of every formula of a tap, for a target. */
export interface CoverageHistory {
  readonly origin: HistoryOrigin;
  readonly latest: Iterable<LatestBottles>;
  /** Returns everything that is known about one of these bottles; slower than reading the list. */
  readonly findBottle: FindBottle;
}

/** A question for the coverage of a target. */
export interface CoverageQuestion {
  readonly tap: string;
  readonly target: Target;
  /** Called before an atlas is opened, which may have to be made first. */
  readonly beforeAtlas: () => void;
}

/**
 * Reads the last bottles of every formula of a tap from the first source that is asked about the target: a clone with its atlas,
 * which is made first if there is none, or a file of answers. Throws `HistoryError`, `GitError`, and {@link UsageError} if only
 * a registry may answer.
 */
export async function readCoverage(
  { histories, options }: Brewpull,
  { tap, target, beforeAtlas }: CoverageQuestion,
): Promise<CoverageHistory> {
  if (options.history === 'registry') {
    throw new UsageError('a registry cannot say what a macOS gets: it has no list of formulae', {
      hint: 'Leave --history registry out.',
    });
  }
  const files = await histories.answersAtHand.list(tap);
  const [other] = files;
  const isCovered = other === undefined || files.some((file) => file.covers(target));
  if (options.history === 'atlas' && other !== undefined && !isCovered) {
    throw notCovered(other, target);
  }
  const known = await histories.ordered(tap, target);
  // A clone with only part of history cannot have an atlas.
  const first = known.find((each) => each.kind === 'file' || !each.clone.isCutOff) ?? known[0];
  if (first?.kind === 'file') {
    const { answers } = first;
    return {
      origin: originOfFile(answers),
      latest: answers.latest(),
      findBottle: answers.findBottle,
    };
  }
  if (first?.kind === 'clone') {
    beforeAtlas();
    const atlas = await first.clone.atlas();
    return {
      origin: await originOfClone(first.clone, atlas.begins),
      latest: atlas.latest(),
      findBottle: (name, last) => atlas.findBottle(name, last),
    };
  }
  if (other === undefined) throw noHistory(tap);
  throw isCovered ? noPast(files, options.before) : notCovered(other, target);
}
