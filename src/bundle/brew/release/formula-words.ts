import { compareVersions } from '../../../core/version.ts';
import { WORDS } from './formula-word-table.ts';

/**
 * Lists those of a formula's words that a release of Homebrew does not know: the word came later, or was gone. A word that the
 * table does not have counts as known.
 */
export function listUnknownWords(words: readonly string[], tag: string): readonly string[] {
  const spans = new Map(WORDS.trim().split('\n').map(readSpan));
  return [...new Set(words)].filter((word) => {
    const span = spans.get(word);
    if (span === undefined) return false;
    const isBefore = span.came !== undefined && compareVersions(tag, span.came) < 0;
    const isAfter = span.went !== undefined && compareVersions(tag, span.went) >= 0;
    return isBefore || isAfter;
  });
}

/** Releases between which a word is known. */
interface WordSpan {
  /** The first release that knows it; undefined when it was always there. */
  readonly came: string | undefined;
  /** The first release that does not know it any more; undefined when all do. */
  readonly went: string | undefined;
}

function readSpan(line: string): readonly [string, WordSpan] {
  const [word = '', came, went] = line.split(' ');
  return [word, { came: came === '-' ? undefined : came, went: went === '-' ? undefined : went }];
}
