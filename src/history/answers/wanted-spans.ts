import { chooseBottle } from '../../core/bottle-choice.ts';
import type { Target } from '../../core/target.ts';
import { keepWanted, type BuiltVersion, type WantedVersion } from '../../core/wanted-version.ts';
import type { BottleSpan, OpenDoubt, TracedBottles } from '../state/bottle-span.ts';
import { SpanChooser, type SpanChoice } from './bottle-spans.ts';
import { listNearest, listNearVersions, type NearBottle } from './nearest-bottles.ts';

/** A question about one target and one version. */
export interface WantedQuestion {
  readonly target: Target;
  readonly exactOnly: boolean;
  readonly version: WantedVersion;
}

/** The last bottle of one version for a target. */
export interface WantedChoice extends SpanChoice<BottleSpan, OpenDoubt> {
  /** The last bottle of any version, if it is another one. */
  readonly last: BottleSpan | undefined;
}

/**
 * Chooses the last bottle of one version that a target can use: the newest state that offers one decides the build, and brew's
 * rule then chooses among the bottles of that build, whichever states offered them.
 */
export function chooseWanted(
  traced: TracedBottles,
  { target, exactOnly, version }: WantedQuestion,
): WantedChoice {
  const chooser = new SpanChooser(target, { exactOnly });
  const usable = traced.spans.filter(({ bottleTag }) => chooser.serves(bottleTag));
  const wanted = keepWanted(usable, version, builtOf).builds;
  const newest = chooser.choose({ spans: wanted, doubts: NONE }).choice?.offer;
  const ofBuild = newest === undefined ? [] : wanted.filter((span) => isSameBuild(span, newest));
  const choice = chooseBottle(ofBuild, target, { exactOnly });
  // A bottle whose version is unsure may be of this version.
  const unsure = usable.flatMap(({ bottleTag, age, position, unsure: error, ...span }) =>
    error === undefined || wanted.some(({ introduced }) => introduced === span.introduced)
      ? []
      : [{ bottleTag, age, position, error }],
  );
  const spans = choice === undefined ? [] : [choice.offer];
  const { doubt } = chooser.choose({ spans, doubts: [...traced.doubts, ...unsure] });
  const last = chooser.choose({ spans: usable, doubts: NONE }).choice?.offer;
  return { choice, doubt, last: last === choice?.offer ? undefined : last };
}

const NONE: readonly OpenDoubt[] = [];

/**
 * Lists the bottles found so far that must be certain so that nothing older can change the choice: the chosen one, and every
 * one no older, which may turn out to be of this version. Undefined while an older one may still be better.
 */
export function listDeciding(
  traced: TracedBottles,
  question: WantedQuestion,
): readonly BottleSpan[] | undefined {
  const { target, exactOnly, version } = question;
  const { choice } = chooseWanted(traced, question);
  if (choice?.match !== 'exact') return undefined;
  const chooser = new SpanChooser(target, { exactOnly });
  const usable = traced.spans.filter(({ bottleTag }) => chooser.serves(bottleTag));
  if (keepWanted(usable, version, builtOf).byRebuild) return undefined;
  const { age } = choice.offer;
  return usable.filter((span) => span === choice.offer || span.age <= age);
}

/**
 * Checks whether a source that has only the last bottle for each bottle tag can answer: the last bottle for the target is of
 * that version, and no later bottle hides a better match of that build.
 */
export function isSaidByLast(
  { spans }: TracedBottles,
  { choice, last }: WantedChoice,
  { target, exactOnly }: Pick<WantedQuestion, 'target' | 'exactOnly'>,
): boolean {
  if (choice === undefined || last !== undefined) return false;
  const { offer } = choice;
  return spans.every((span) => {
    if (isSameBuild(span, offer)) return true;
    return chooseBottle([offer, span], target, { exactOnly })?.offer === offer;
  });
}

/** Lists alternatives to a version: that version for other systems, and other versions for this one. */
export function nearestOfWanted(
  { spans }: TracedBottles,
  { target, exactOnly, version }: WantedQuestion,
): { readonly nearest: readonly NearBottle[]; readonly versions: readonly NearBottle[] } {
  const chooser = new SpanChooser(target, { exactOnly });
  const usable = spans.filter(({ bottleTag }) => chooser.serves(bottleTag));
  const versions = listNearVersions(
    usable.map(({ bottleTag, introduced }) => ({
      bottleTag,
      ...introduced,
      date: introduced.commit.date,
    })),
    version,
  );
  const elsewhere = keepWanted(spans, version, builtOf).builds;
  const isNowhere = elsewhere.length === 0 && versions.length === 0;
  return { nearest: listNearest(isNowhere ? spans : elsewhere, target), versions };
}

function builtOf({ introduced }: BottleSpan): BuiltVersion {
  return introduced;
}

function isSameBuild({ introduced: a }: BottleSpan, { introduced: b }: BottleSpan): boolean {
  return a.version === b.version && a.revision === b.revision && a.rebuild === b.rebuild;
}
