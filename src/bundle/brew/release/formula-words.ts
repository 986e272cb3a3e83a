import { compareVersions } from '../../../core/version.ts';
import { WORDS } from './formula-word-table.ts';

/** Releases between which a word is known. */
interface WordSpan {
  /** The first release that knows it; undefined when it was there before the table begins. */
  readonly came: string | undefined;
  /** The first release that does not know it any more; undefined when all later ones do. */
  readonly went: string | undefined;
}

const SPANS = new Map(WORDS.trim().split('\n').map(readSpan));

/**
 * Lists those of a formula's words that a release of Homebrew does not know: the word came later, or was gone. A word that the
 * table does not have counts as known.
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
