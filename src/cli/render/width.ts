import measure from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';

import { sequencesToMarks, splitAtMarks, toTerminal } from './harmless.ts';

/**
 * Counts the columns of a terminal that a text takes: two for most of Chinese, Japanese, Korean and emoji, none for combining
 * marks and colours.
 */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length;
  return splitAtMarks(text).reduce(
    (width, part, index) => (index % 2 === 0 ? width + measure(part) : width),
    0,
  );
}

/** Fills a text with spaces up to a number of columns, after it or before it. */
export function padTo(text: string, width: number, side: 'after' | 'before' = 'after'): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'after' ? text + spaces : spaces + text;
}

/** Cuts a text that is wider than a number of columns, never within a character, and ends it with a mark that says so. Colours stay whole. */
export function cut(text: string, width: number, mark: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(mark);
  let used = 0;
  const kept = splitAtMarks(text).map((part, index) => {
    if (index % 2 === 1) return part;
    const fitting = startOf(part, room - used);
    used = fitting === part ? used + widthOf(part) : Infinity;
    return fitting;
  });
  return room < 0 ? '' : kept.join('') + mark;
}

/** The libraries that cut load 30 ms of code, or counted box-drawing characters wrongly (fast-string-truncated-width 3.0.3). */
function startOf(text: string, width: number): string {
  let used = 0;
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    used += widthOf(segment);
    if (used > width) return text.slice(0, index);
  }
  return text;
}

/**
 * Breaks text between words into lines of at most a number of columns. A word that is wider stays whole, so that a path or an
 * address can be copied; line ends of the text stay. Letters that have several forms get the usual one (NFC).
 */
export function wrap(text: string, width: number): string[] {
  return sequencesToMarks(wrapAnsi(toTerminal(text), Math.max(1, width))).split('\n');
}

/** Printable ASCII, as nearly every text is. */
function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
