/** @import { ListRow } from './choose-rows.js' */

const ENTITIES = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
]);

/**
 * Reads a row from its HTML as brewpull writes it: no attribute has a `>` in it, and five characters are written as entities.
 * @param {string} html
 * @returns {ListRow}
 */
export function readRow(html) {
  const cells = html.split(/<t[hd](?=[\s>])/).slice(1);
  return { html, text: textOf(html).toLowerCase(), keys: cells.map(keyOf) };
}

/**
 * Reads what a cell is ordered by; it begins after the name of its tag.
 * @param {string} cell
 */
function keyOf(cell) {
  const key = /^[^>]*\sdata-key="([^"]*)"/.exec(cell);
  return key === null ? textOf(cell.slice(cell.indexOf('>') + 1)) : decode(key[1] || '');
}

/** @param {string} html */
function textOf(html) {
  return decode(html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).trim();
}

/** @param {string} text */
function decode(text) {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES.get(entity) || entity);
}
