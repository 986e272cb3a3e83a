import { chooseRows } from './choose-rows.js';
import { addCopyButtons } from './copy.js';
import { holdRows, ListRows, takeHeldRows } from './held-rows.js';
import { Leaf } from './leaf.js';
import { findParts } from './list-parts.js';
import { addSortButtons } from './sort-heads.js';

/** @import { ListWish } from './choose-rows.js' */
/** @import { ListParts } from './list-parts.js' */

/**
 * Makes a list interactive: it can be searched, filtered, sorted and paged through. Runs while the page is being read, inside the
 * table after the first rows: these are drawn, the others held back.
 */
export function startList() {
  const parts = findParts(document.currentScript);
  if (parts === undefined) return;
  const { body, find } = parts;
  const first = Array.from(body.rows, (row) => row.outerHTML);
  const begin = answer(parts);
  find.hidden = false;
  holdRows();
  document.addEventListener('DOMContentLoaded', () => {
    const lines = first.concat(takeHeldRows(body));
    try {
      begin(new ListRows(lines));
    } catch (error) {
      body.innerHTML = lines.join('\n');
      throw error;
    }
  });
}

/**
 * Lets the fields and column heads of a list choose among its rows. Returns the function to call with these.
 * @param {ListParts} parts
 * @returns {(rows: ListRows) => void}
 */
function answer({ body, table, search, filters, count, said }) {
  /** @type {ListRows | undefined} */
  let rows;
  /** @type {ListWish['order']} */
  let order;
  const total = count.textContent || '';
  const leaf = new Leaf(body, {
    draw: () => addCopyButtons(table, said),
    show: (shown, of) => {
      const isAll = rows === undefined || of === rows.lines.length;
      count.textContent = `${isAll ? total : `${of} of ${total}`}${shown}`;
    },
  });
  const isAsked = () =>
    order !== undefined || [search, ...filters].some(({ value }) => value !== '');
  const choose = () => {
    if (rows === undefined) return;
    const keys = filters
      .filter(({ value }) => value !== '')
      .map(({ value, dataset }) => /** @type {const} */ ([Number(dataset['column']), value]));
    const wish = { words: search.value, filters: new Map(keys), order };
    leaf.show(chooseRows(rows.all(), wish).map(({ html }) => html));
  };
  for (const field of [search, ...filters]) field.addEventListener('input', choose);
  addSortButtons(table, (wanted) => {
    order = wanted;
    choose();
  });
  // Lets the browser draw the rows first.
  requestAnimationFrame(() => {
    setTimeout(() => {
      for (const each of Array.from(document.querySelectorAll('table'))) addCopyButtons(each, said);
    });
  });
  return (taken) => {
    rows = taken;
    leaf.begin(taken.lines, document.getElementById('pages'));
    // A browser that returns to a page keeps what was typed.
    if (isAsked()) choose();
    taken.readAhead();
  };
}
