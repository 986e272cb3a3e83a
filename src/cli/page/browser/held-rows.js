import { readRow } from './read-row.js';

/** @import { ListRow } from './choose-rows.js' */

/** How long rows are read before the page gets a turn again, in milliseconds. */
const SLICE = 8;

/**
 * Holds back the rows of a table that come after the script in it: the browser reads them as a comment, which costs next to
 * nothing, however many there are. Without scripts, they are ordinary rows.
 */
export function holdRows() {
  // Nothing else can change how the parser reads what comes next.
  // oxlint-disable-next-line typescript/no-deprecated
  document.write('<!--');
}

/**
 * Takes the rows that were held back out of the table, and returns them. Each is one line.
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

/** All rows of a list. They are read in the background, or at once when they are asked for. */
export class ListRows {
  /** @param {readonly string[]} lines The HTML of each row. */
  constructor(lines) {
    this.lines = lines;
    /** @type {ListRow[]} */
    this.rows = [];
  }

  /** Reads some rows now, and the rest later. */
  readAhead() {
    const end = performance.now() + SLICE;
    while (this.rows.length < this.lines.length && performance.now() < end) this.readNext();
    if (this.rows.length < this.lines.length) setTimeout(() => this.readAhead());
  }

  /** Reads one more row. */
  readNext() {
    this.rows.push(readRow(this.lines[this.rows.length] || ''));
  }

  /**
   * Returns all rows.
   * @returns {readonly ListRow[]}
   */
  all() {
    while (this.rows.length < this.lines.length) this.readNext();
    return this.rows;
  }
}
