/** A piece of a word: plain, in quotes of either kind (perhaps still open), or behind a backslash; or the space between words. */
const PIECE = /([^\s'"\\]+)|'([^']*)'?|"((?:\\[^]|[^"\\])*)"?|\\([^]?)|(\s+)/gy;

/**
 * Cuts a line into words as a shell does, and takes their quotes off. The last word is the one that is being typed: empty after a
 * space. Bash itself gives pieces instead, which it cuts at `=`, `:` and `@` as well.
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
