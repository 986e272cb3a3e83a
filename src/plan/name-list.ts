import { UsageError } from '../core/errors.ts';

/** A line of an input that asks for nothing brewpull can fetch, and why. */
export interface SkippedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** What an input file asks for. */
export interface NameList {
  /** In the order of the file, each once. */
  readonly names: readonly string[];
  readonly skipped: readonly SkippedLine[];
}

/**
 * Reads a list with one formula a line; blank lines and what follows a `#` are left out. Throws {@link UsageError} for a
 * line of several words, with its number.
 */
export function parseNameList(text: string, source: string): NameList {
  const names = new Set<string>();
  text.split(/\r?\n/).forEach((line, index) => {
    const word = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (word === '') return;
    if (/\s/.test(word)) {
      throw new UsageError(`${source}:${index + 1}: expected one formula name, got ${word}`, {
        hint: 'Write one name a line; for a Brewfile use --brewfile.',
      });
    }
    names.add(word);
  });
  return { names: [...names], skipped: [] };
}
