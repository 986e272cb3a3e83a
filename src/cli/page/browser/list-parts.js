/**
 * What a list is made of.
 * @typedef {object} ListParts
 * @property {HTMLTableSectionElement} body The rows.
 * @property {HTMLTableElement} table
 * @property {HTMLElement} find What is hidden where no script runs.
 * @property {HTMLInputElement} search
 * @property {readonly HTMLSelectElement[]} filters Each names its column.
 * @property {HTMLElement} count Says how many rows there are.
 * @property {HTMLElement} said Says what was done.
 */

/**
 * Finds the parts of the list that a script is in; undefined where one is missing, and then the page stays as it is.
 * @param {HTMLOrSVGScriptElement | null} script
 * @returns {ListParts | undefined}
 */
export function findParts(script) {
  const body = script && script.parentNode;
  const [find, count, said] = ['find', 'count', 'said'].map((id) => document.getElementById(id));
  const search = find && find.querySelector('input');
  if (!(body instanceof HTMLTableSectionElement) || !find || !search || !count || !said) return;
  const table = body.closest('table');
  if (!table) return;
  return {
    body,
    table,
    find,
    search,
    filters: Array.from(find.querySelectorAll('select')),
    count,
    said,
  };
}
