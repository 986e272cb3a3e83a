import type { BottleBlock } from '../../core/formula-state.ts';

/** Why a formula cannot be read, and at which byte; the reader adds path, line and commit. */
export class FormulaProblem extends Error {
  readonly offset: number;
  /** As in `FormulaUnreadableError`. */
  readonly bottle: BottleBlock | undefined;

  constructor(reason: string, { location }: Located, bottle?: BottleBlock) {
    super(reason);
    this.offset = location.startOffset;
    this.bottle = bottle;
  }
}

/** Anything of the tree. */
export interface Located {
  readonly location: { readonly startOffset: number };
}
