/** What the cells with something to copy hold, by class. */
const COPIED = new Map([
  ['sum', 'checksum'],
  ['get', 'command'],
]);

/**
 * Puts a button after each checksum and command of a table that has none yet. The button copies the text or, if the browser does
 * not allow that, selects it for copying with the keyboard.
 * @param {HTMLElement} table
 * @param {HTMLElement} said The element that announces what was done.
 */
export function addCopyButtons(table, said) {
  for (const row of Array.from(table.querySelectorAll('tbody tr'))) {
    const title = row.querySelector('th');
    for (const code of Array.from(row.querySelectorAll('td > code'))) {
      if (code.nextElementSibling instanceof HTMLButtonElement) continue;
      const cell = code.parentElement;
      const what = (cell && COPIED.get(cell.className)) || 'text';
      const of = `${what}${title ? ` of ${(title.textContent || '').trim()}` : ''}`;
      code.after(copyButton(code, of, said));
    }
  }
}

/**
 * @param {Element} code
 * @param {string} of What the text is, and of which row.
 * @param {HTMLElement} said
 */
function copyButton(code, of, said) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', `Copy the ${of}`);
  const say = (/** @type {string} */ done) => (said.textContent = `${done}: the ${of}`);
  button.addEventListener('click', () => {
    void copy(code).then(say);
  });
  return button;
}

/**
 * @param {Element} code
 * @returns {Promise<string>}
 */
async function copy(code) {
  try {
    // The clipboard is unavailable to a page from a server without TLS.
    await navigator.clipboard.writeText(code.textContent || '');
    return 'Copied';
  } catch {
    const selection = getSelection();
    if (selection) selection.selectAllChildren(code);
    // This is for browsers that lack the clipboard API, or refuse it.
    // oxlint-disable-next-line typescript/no-deprecated
    return document.execCommand('copy') ? 'Copied' : 'Selected; copy it with Ctrl-C or \u2318C';
  }
}
