import type { BottleSpan, LatestDoubt } from '../state/bottle-span.ts';
import type { Target } from '../../core/target.ts';
import { chooseBottle, type Choice } from '../../core/bottle-choice.ts';

/** The part of a {@link BottleSpan} that choosing looks at. */
type SpanOffer = Pick<BottleSpan, 'bottleTag' | 'age' | 'position'>;

/** What a formula offers to a target: its bottles, and what its history leaves open. */
interface Offers<Span extends SpanOffer, Doubt extends LatestDoubt> {
  readonly spans: readonly Span[];
  readonly doubts: readonly Doubt[];
}

/** The last bottle for a target. */
export interface SpanChoice<Span extends SpanOffer, Doubt extends LatestDoubt> {
  /** The last one that is certain; undefined when none of them ever served the target. */
  readonly choice: Choice<Span> | undefined;
  /** A newer state that cannot be read and may have a better one. */
  readonly doubt: Doubt | undefined;
}

/**
 * Chooses, for one target and formula after formula, among all bottles that ever were the last one the target can use: the
 * newest state with a usable bottle decides, and in it brew's rule.
 */
export class SpanChooser {
  readonly #target: Target;
  readonly #options: { readonly exactOnly: boolean };
  readonly #matches = new Map<string, Choice<SpanOffer>['match'] | undefined>();

  constructor(target: Target, options: { readonly exactOnly: boolean }) {
    this.#target = target;
    this.#options = options;
  }

  /** Chooses the last bottle, and says what may be better. */
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
    // In one state brew's rule decides between a bottle that is certain and one that is not.
    const best = this.#chooseCertain([
      ...named,
      ...(choice === undefined ? [] : [{ ...pick(choice.offer), doubt: undefined }]),
    ]);
    return { choice, doubt: best?.offer.doubt ?? blank };
  }

  /** Whether the target may use a bottle with this tag, where it has no better one. */
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

  /** By which step of the rule the target may use a bottle that is the only one. */
  #matchOf(span: SpanOffer): Choice<SpanOffer>['match'] | undefined {
    const { bottleTag } = span;
    if (this.#matches.has(bottleTag)) return this.#matches.get(bottleTag);
    const match = chooseBottle([span], this.#target, this.#options)?.match;
    this.#matches.set(bottleTag, match);
    return match;
  }
}

/** Gives a question that tells whether one of these targets may use bottles with a tag. */
export function whoServes(targets: readonly Target[]): (bottleTag: string) => boolean {
  const choosers = targets.map((target) => new SpanChooser(target, { exactOnly: false }));
  return (bottleTag) => choosers.some((chooser) => chooser.serves(bottleTag));
}

function pick({ bottleTag, age, position }: SpanOffer): SpanOffer {
  return { bottleTag, age, position };
}
