import type { BottleSpan, LatestDoubt } from '../state/bottle-span.ts';
import type { Target } from '../../core/target.ts';
import { chooseBottle, type Choice } from '../../core/bottle-choice.ts';

/** The part of a {@link BottleSpan} that choosing looks at. */
type SpanOffer = Pick<BottleSpan, 'bottleTag' | 'age' | 'position'>;

/** What a formula offers a target: its bottles, and the doubts its history leaves. */
interface Offers<Span extends SpanOffer, Doubt extends LatestDoubt> {
  readonly spans: readonly Span[];
  readonly doubts: readonly Doubt[];
}

/** The last bottle for a target. */
export interface SpanChoice<Span extends SpanOffer, Doubt extends LatestDoubt> {
  /** The last one that is certain; undefined if none ever served the target. */
  readonly choice: Choice<Span> | undefined;
  /** A newer state that cannot be read and may have a better one. */
  readonly doubt: Doubt | undefined;
}

/**
 * Chooses the last bottle that one target can use among all bottles that ever were, for one formula after another: the newest
 * state with a usable bottle decides, and within it brew's rule.
 */
export class SpanChooser {
  readonly #target: Target;
  readonly #options: { readonly exactOnly: boolean };
  readonly #matches = new Map<string, Choice<SpanOffer>['match'] | undefined>();

  constructor(target: Target, options: { readonly exactOnly: boolean }) {
    this.#target = target;
    this.#options = options;
  }

  /** Chooses the last bottle, and reports a doubt that may be better. */
  choose<Span extends SpanOffer, Doubt extends LatestDoubt>({
    spans,
    doubts,
  }: Offers<Span, Doubt>): SpanChoice<Span, Doubt> {
    const choice = this.#chooseCertain(spans);
    if (doubts.length === 0) return { choice, doubt: undefined };
    const age = choice?.offer.age ?? Infinity;
    const newer = doubts.filter((each) => each.age <= age);
    const blank = newer.find((each) => each.bottleTag === undefined && each.age < age);
    const named = newer.flatMap((doubt) =>
      doubt.bottleTag === undefined
        ? []
        : [{ bottleTag: doubt.bottleTag, age: doubt.age, position: doubt.position, doubt }],
    );
    // Within one state, brew's rule decides between a certain bottle and a doubtful one.
    const best = this.#chooseCertain([
      ...named,
      ...(choice === undefined ? [] : [{ ...pick(choice.offer), doubt: undefined }]),
    ]);
    return { choice, doubt: best?.offer.doubt ?? blank };
  }

  /** Whether the target may use a bottle with this bottle tag if it has no better one. */
  serves(bottleTag: string): boolean {
    return this.#isUsable({ bottleTag, age: 0, position: 0 });
  }

  #chooseCertain<Span extends SpanOffer>(spans: readonly Span[]): Choice<Span> | undefined {
    let newest: Span[] = [];
    for (const span of spans) {
      const age = newest[0]?.age ?? Infinity;
      if (span.age > age || !this.#isUsable(span)) continue;
      if (span.age < age) newest = [];
      newest.push(span);
    }
    const [offer, ...others] = newest;
    const match = offer && this.#matchOf(offer);
    if (offer === undefined || match === undefined) return undefined;
    if (others.length === 0) return { offer, match };
    const inOrder = newest.toSorted((a, b) => a.position - b.position);
    return chooseBottle(inOrder, this.#target, this.#options);
  }

  #isUsable(span: SpanOffer): boolean {
    return this.#matchOf(span) !== undefined;
  }

  /** Finds the step of the rule by which the target may use a bottle if it is the only one. */
  #matchOf(span: SpanOffer): Choice<SpanOffer>['match'] | undefined {
    const { bottleTag } = span;
    if (this.#matches.has(bottleTag)) return this.#matches.get(bottleTag);
    const match = chooseBottle([span], this.#target, this.#options)?.match;
    this.#matches.set(bottleTag, match);
    return match;
  }
}

/** Returns a function that checks whether one of these targets may use bottles with a bottle tag. */
export function whoServes(targets: readonly Target[]): (bottleTag: string) => boolean {
  const choosers = targets.map((target) => new SpanChooser(target, { exactOnly: false }));
  return (bottleTag) => choosers.some((chooser) => chooser.serves(bottleTag));
}

function pick({ bottleTag, age, position }: SpanOffer): SpanOffer {
  return { bottleTag, age, position };
}
