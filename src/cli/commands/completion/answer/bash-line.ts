/** A piece of a word: plain, in quotes of either kind (possibly still open), or after a backslash; or the space between words. */
const PIECE = /([^\s'"\\]+)|'([^']*)'?|"((?:\\[^]|[^"\\])*)"?|\\([^]?)|(\s+)/gy;

/**
 * Splits a line into words as a shell does, and removes their quotes. The last word is the one being typed: empty after a space.
 * Bash itself passes smaller pieces, because it also splits at `=`, `:` and `@`.
 */
export function splitBashLine(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  for (const [, plain, single, double, escaped, space] of line.trimStart().matchAll(PIECE)) {
    if (space === undefined) {
      word += plain ?? single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? '';
    } else {
      words.push(word);
      word = '';
    }
  }
  return [...words, word];
}
