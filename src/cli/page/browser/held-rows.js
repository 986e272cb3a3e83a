import { readRow } from './read-row.js';

/** @import { ListRow } from './choose-rows.js' */

/** How long rows are read before the page gets its turn again, in milliseconds. */
const SLICE = 8;

/**
 * Holds back the rows of a table that come after the script in it: the browser reads them as a comment, which costs it next to
 * nothing, however many they are. Where no script runs, they are rows like all others.
 */
export function holdRows() {
  // The only way to tell a parser how to read what comes next.
  // oxlint-disable-next-line typescript/no-deprecated
  document.write('<!--');
}

/**
 * Takes the rows that were held back out of the table. Each is one line.
 * @param {HTMLElement} body
 * @returns {readonly string[]}
 */
export function takeHeldRows(body) {
  /** @type {string[]} */
  const lines = [];
  for (const node of Array.from(body.childNodes)) {
    if (!(node instanceof Comment)) continue;
    lines.push(...node.data.split('\n').filter((line) => line.startsWith('<tr')));
    node.remove();
  }
  return lines;
}

/** All rows of a list. They are read when nobody waits, or at once when they are asked for. */
export class ListRows {
  /** @param {readonly string[]} lines The HTML of each. */
  constructor(lines) {
    this.lines = lines;
    /** @type {ListRow[]} */
    this.rows = [];
  }

  /** Reads some of them, and the rest later. */
  readAhead() {
    const end = performance.now() + SLICE;
    while (this.rows.length < this.lines.length && performance.now() < end) this.readNext();
    if (this.rows.length < this.lines.length) setTimeout(() => this.readAhead());
  }

  /** Reads one more. */
  readNext() {
    this.rows.push(readRow(this.lines[this.rows.length] || ''));
  }

  /**
   * Gives all of them.
   * @returns {readonly ListRow[]}
   */
  all() {
    while (this.rows.length < this.lines.length) this.readNext();
    return this.rows;
  }
}
