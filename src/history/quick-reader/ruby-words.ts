/** The words that are no names. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  'alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield'.split(
    ' ',
  ),
);

/** Names that mean something of their own in blocks, or are no names. */
export const SPECIAL = /^(?:it|_\d+|__\w+__)$/;
