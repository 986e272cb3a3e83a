/** Words that cannot be names. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  'alias and begin break case class def defined? do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield'.split(
    ' ',
  ),
);

/** Names that have a special meaning in blocks, or are not names at all. */
export const SPECIAL = /^(?:it|_\d+|__\w+__)$/;
