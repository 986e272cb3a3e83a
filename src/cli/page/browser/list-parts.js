/**
 * The parts of a list.
 * @typedef {object} ListParts
 * @property {HTMLTableSectionElement} body Holds the rows.
 * @property {HTMLTableElement} table
 * @property {HTMLElement} find The controls, hidden unless scripts run.
 * @property {HTMLInputElement} search
 * @property {readonly HTMLSelectElement[]} filters Each says which column it filters.
 * @property {HTMLElement} count Shows how many rows there are.
 * @property {HTMLElement} said Announces what was done.
 */

/**
 * Finds the parts of the list that contains the script; undefined if one is missing, in which case the page stays as it is.
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
