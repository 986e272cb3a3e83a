/**
 * Controls, format characters (writing direction, zero width, tags), lone surrogates, private and unassigned characters, other
 * invisible ones, and the separators of lines and paragraphs, as a part of a regular expression with the flag `u`. The choice
 * between a letter and an emoji is harmless.
 */
export const DANGER = String.raw`(?![\uFE0E\uFE0F])[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]`;

const IN_LINE = new RegExp(DANGER, 'gu');

/** Shows every character of a text that could steer a terminal or hide in it as `\u{1b}`; a line end too. */
export function showHidden(text: string): string {
  return text.replace(IN_LINE, visible);
}

/** Writes one such character so that it can be seen. */
export function visible(char: string): string {
  if (char === '\n') return String.raw`\n`;
  if (char === '\t') return String.raw`\t`;
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
