import measure from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';

import { sequencesToMarks, splitAtMarks, toTerminal } from './harmless.ts';

/**
 * Counts the terminal columns that a text takes: two for most Chinese, Japanese and Korean characters and emoji, none for
 * combining marks and colours.
 */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length;
  return splitAtMarks(text).reduce(
    (width, part, index) => (index % 2 === 0 ? width + measure(part) : width),
    0,
  );
}

/** Pads a text with spaces to a number of columns, after it or before it. */
export function padTo(text: string, width: number, side: 'after' | 'before' = 'after'): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'after' ? text + spaces : spaces + text;
}

/** Cuts a text that is wider than a number of columns, never within a character, and appends a mark. Colours stay intact. */
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

/**
 * Returns as much of the beginning as fits. Libraries for this take 30 ms to load, or count box-drawing characters wrongly
 * (fast-string-truncated-width 3.0.3).
 */
function startOf(text: string, width: number): string {
  let used = 0;
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    used += widthOf(segment);
    if (used > width) return text.slice(0, index);
  }
  return text;
}

/**
 * Breaks text between words into lines of at most a number of columns. A wider word stays whole, so that a path or an address can
 * be copied; existing line ends stay. The text is normalized to NFC.
 */
export function wrap(text: string, width: number): string[] {
  return sequencesToMarks(wrapAnsi(toTerminal(text), Math.max(1, width))).split('\n');
}

/** Returns whether a text is printable ASCII, as nearly all are. */
function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
