/** One word that may come next. */
export interface OfferedWord {
  readonly value: string;
  /** What it means, for shells that show it. */
  readonly about?: string | undefined;
}

/** What may come next. */
export type Offer =
  | { readonly kind: 'words'; readonly words: readonly OfferedWord[] }
  /** Files and folders; if some files have that ending, only those. The shell lists them: it knows how to quote them. */
  | { readonly kind: 'files'; readonly ending: string }
  | { readonly kind: 'folders' };

/** The offer when nothing can be listed, and a file would be wrong. */
export const NOTHING: Offer = { kind: 'words', words: [] };

/** Offers words without a description. */
export function offerWords(values: readonly string[]): Offer {
  return { kind: 'words', words: values.map((value) => ({ value })) };
}
