/**
 * Words that a formula may use and that not every release of Homebrew knows: the word, the release in which it came (`-`: before
 * the first of the table), and the release in which it went (`-`: it is there).
 */
export const WORDS = `
no_autobump! 4.5.1 -
`;
