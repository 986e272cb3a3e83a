/**
 * One row of a list, as far as it is looked for.
 * @typedef {object} ListRow
 * @property {string} html The whole `<tr>`.
 * @property {string} text All that can be read in it, in lower case.
 * @property {readonly string[]} keys What each cell is ordered and filtered by.
 */

/**
 * What is to be seen of a list.
 * @typedef {object} ListWish
 * @property {string} words Words that a row has to have, all of them; in any case and order.
 * @property {ReadonlyMap<number, string>} filters By the number of a column, the key that its cell has to have; a month fits its days.
 * @property {{ readonly column: number, readonly isDescending: boolean } | undefined} order Undefined for the order of the page.
 */

/**
 * Keeps the rows that are wished for, and orders them; equal ones stay in the order of the page, and rows with nothing in that
 * column are last. Browsers before 2018 keep no order of their own.
 * @param {readonly ListRow[]} rows
 * @param {ListWish} wish
 * @returns {readonly ListRow[]}
 */
export function chooseRows(rows, wish) {
  const words = wish.words.toLowerCase().split(/\s+/);
  const filters = Array.from(wish.filters);
  const found = rows.filter(
    ({ text, keys }) =>
      words.every((word) => text.includes(word)) &&
      filters.every(([column, key]) => fits(keyAt(keys, column), key)),
  );
  const { order } = wish;
  if (order === undefined) return found;
  const places = new Map(found.map((row, place) => [row, place]));
  return found.sort((a, b) => {
    const [left, right] = [keyAt(a.keys, order.column), keyAt(b.keys, order.column)];
    if (left === right) return (places.get(a) || 0) - (places.get(b) || 0);
    if (left === '' || right === '') return left === '' ? 1 : -1;
    return left < right === order.isDescending ? 1 : -1;
  });
}

/**
 * @param {string} key
 * @param {string} wanted
 */
function fits(key, wanted) {
  return key === wanted || key.startsWith(`${wanted}-`);
}

/**
 * @param {readonly string[]} keys
 * @param {number} column
 */
function keyAt(keys, column) {
  return keys[column] || '';
}
