/** Why a formula cannot be read, and at which byte; the reader adds path, line and commit. */
export class FormulaProblem extends Error {
  readonly offset: number;

  constructor(reason: string, { location }: Located) {
    super(reason);
    this.offset = location.startOffset;
  }
}

/** Anything in the syntax tree. */
export interface Located {
  readonly location: { readonly startOffset: number };
}
