import type { BottleSpan } from '../core/bottle-span.ts';
import type { Target } from '../core/target.ts';
import { chooseBottle, type Choice } from './bottle-choice.ts';

/** The part of a {@link BottleSpan} that choosing looks at. */
type Candidate = Pick<BottleSpan, 'tag' | 'age' | 'position'>;

/**
 * Chooses, for one target and formula after formula, among all bottles that ever were the last one the target can use: the
 * newest state with a usable bottle decides, and in it brew's rule. Agrees with `PairingWalk` over the same states.
 */
export class SpanChooser {
  readonly #target: Target;
  readonly #options: { readonly exactOnly: boolean };
  readonly #serves = new Map<string, boolean>();

  constructor(target: Target, options: { readonly exactOnly: boolean }) {
    this.#target = target;
    this.#options = options;
  }

  /** Undefined when none of them ever served the target. */
  choose<Span extends Candidate>(spans: readonly Span[]): Choice<Span> | undefined {
    let newest: Span[] = [];
    for (const span of spans) {
      const age = newest[0]?.age ?? Infinity;
      if (span.age > age || !this.#isUsable(span)) continue;
      if (span.age < age) newest = [];
      newest.push(span);
    }
    const inOrder = newest.toSorted((a, b) => a.position - b.position);
    return chooseBottle(inOrder, this.#target, this.#options);
  }

  #isUsable(span: Candidate): boolean {
    const known = this.#serves.get(span.tag);
    if (known !== undefined) return known;
    const isUsable = chooseBottle([span], this.#target, this.#options) !== undefined;
    this.#serves.set(span.tag, isUsable);
    return isUsable;
  }
}
