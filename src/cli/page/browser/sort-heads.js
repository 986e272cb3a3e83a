/** @import { ListWish } from './choose-rows.js' */

/**
 * Turns the heads of sortable columns into buttons: the first press sorts in ascending order, the next in descending order.
 * @param {HTMLTableElement} table
 * @param {(order: ListWish['order']) => void} onOrder
 */
export function addSortButtons(table, onOrder) {
  const heads = Array.from(table.querySelectorAll('thead th'));
  heads.forEach((head, column) => {
    if (!head.hasAttribute('data-sort')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...Array.from(head.childNodes));
    head.append(button);
    button.addEventListener('click', () => {
      const isDescending = head.getAttribute('aria-sort') === 'ascending';
      for (const each of heads) each.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      onOrder({ column, isDescending });
    });
  });
}
