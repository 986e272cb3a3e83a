import type { BottleSpan, SpanEnd, SpanPlace, SpanStart } from '../state/bottle-span.ts';

/** Where a shown bottle came from; a registry may not even know the date. */
interface ShownStart extends Omit<SpanStart, 'commit'> {
  readonly commit: {
    readonly oid: SpanPlace['commit']['oid'];
    /** ISO 8601. */
    readonly date: string | undefined;
  };
}

/** A bottle as tables show it: a {@link BottleSpan}, or what a registry says about one. */
export interface ShownBottle extends Omit<BottleSpan, 'introduced' | 'dropped'> {
  readonly introduced: ShownStart;
  /** `unknown` if only a registry was asked: it keeps bottles, but does not say what formulae offered. */
  readonly dropped: SpanEnd | 'unknown' | undefined;
}
