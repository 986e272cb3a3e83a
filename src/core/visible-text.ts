/**
 * Control characters, format characters (writing direction, zero width, tags), lone surrogates, private and unassigned
 * characters, other invisible ones, and line and paragraph separators, as part of a regular expression with the `u` flag. The
 * selectors that choose between text and emoji are harmless.
 */
export const DANGER = String.raw`(?![\uFE0E\uFE0F])[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]`;

const IN_LINE = new RegExp(DANGER, 'gu');

/** Writes every character of a text that could control a terminal or hide in it in the form `\u{1b}`; line ends too. */
export function showHidden(text: string): string {
  return text.replace(IN_LINE, visible);
}

/** Writes one of these characters so that it can be seen. */
export function visible(char: string): string {
  if (char === '\n') return String.raw`\n`;
  if (char === '\t') return String.raw`\t`;
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
