/**
 * One row of a list, with what searching and sorting it needs.
 * @typedef {object} ListRow
 * @property {string} html The whole `<tr>`.
 * @property {string} text All visible text in it, in lower case.
 * @property {readonly string[]} keys What each cell is sorted and filtered by.
 */

/**
 * What to show of a list.
 * @typedef {object} ListWish
 * @property {string} words Words that a row must all contain, in any case and order.
 * @property {ReadonlyMap<number, string>} filters For the number of a column, the key that its cell must have; a month matches
 * its days.
 * @property {{ readonly column: number, readonly isDescending: boolean } | undefined} order Undefined for the order of the page.
 */

/**
 * Keeps the matching rows and sorts them; equal ones stay in the order of the page, and rows with an empty cell in that column
 * come last. In browsers before 2018 sorting is not stable by itself.
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
