/** @import { ListRow } from './choose-rows.js' */

const ENTITIES = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
]);

/**
 * Reads a row from the HTML that brewpull writes: no attribute contains a `>`, and five characters are written as entities.
 * @param {string} html
 * @returns {ListRow}
 */
export function readRow(html) {
  const cells = html
    .split(/<t[hd](?=[\s>])/)
    .slice(1)
    .map(readCell);
  const text = cells.map((cell) => cell.text).join(' ');
  return { html, text: text.toLowerCase(), keys: cells.map(({ key }) => key) };
}

/**
 * Reads the text of a cell and its sort key; `cell` begins after the name of its HTML tag.
 * @param {string} cell
 */
function readCell(cell) {
  const text = textOf(cell.slice(cell.indexOf('>') + 1));
  const key = /^[^>]*\sdata-key="([^"]*)"/.exec(cell);
  return { text, key: key === null ? text : decode(key[1] || '') };
}

/** @param {string} html */
function textOf(html) {
  return decode(html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).trim();
}

/** @param {string} text */
function decode(text) {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES.get(entity) || entity);
}
