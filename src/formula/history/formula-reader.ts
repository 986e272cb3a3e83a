import type { FormulaState } from '../../core/formula-state.ts';

/** Reads formula files. */
export interface FormulaReader {
  /** Throws `FormulaUnreadableError`. `date` is the commit's, which decides between the version rules of the years. */
  read(
    bytes: Uint8Array,
    where: { readonly path: string; readonly commit: string },
    date: string,
  ): FormulaState;
}
