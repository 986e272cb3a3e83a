import { compareVersions } from '../../../core/version.ts';
import { WORDS } from './formula-word-table.ts';

/** The releases between which a word is known. */
interface WordSpan {
  /** The first release that knows it; undefined if it is older than the table. */
  readonly came: string | undefined;
  /** The first release that no longer knows it; undefined if all later ones do. */
  readonly went: string | undefined;
}

const SPANS = new Map(WORDS.trim().split('\n').map(readSpan));

/**
 * Lists the words of a formula that a release of Homebrew does not know, because they came later or were already gone. A word
 * that is not in the table counts as known.
 */
export function listUnknownWords(words: readonly string[], tag: string): readonly string[] {
  return [...new Set(words)].filter((word) => {
    const span = SPANS.get(word);
    if (span === undefined) return false;
    const isBefore = span.came !== undefined && compareVersions(tag, span.came) < 0;
    const isAfter = span.went !== undefined && compareVersions(tag, span.went) >= 0;
    return isBefore || isAfter;
  });
}

function readSpan(line: string): readonly [string, WordSpan] {
  const [, word, came, went] = /^(.+) (\S+) (\S+)$/.exec(line) ?? [];
  if (word === undefined) {
    throw new Error(`Internal error: the table of formula words has a broken line: ${line}`);
  }
  return [word, { came: came === '-' ? undefined : came, went: went === '-' ? undefined : went }];
}
