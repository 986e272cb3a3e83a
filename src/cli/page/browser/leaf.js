/** How many rows are drawn at once, a screen of them; the others of the leaf follow when these can be seen. */
const AT_ONCE = 12;
/** How long after a change the others are drawn, in milliseconds: who types quickly waits for none of them. */
const PAUSE = 150;

/** Shows some of the rows at a time: a browser draws a few quickly, and thousands slowly. */
export class Leaf {
  /**
   * @param {HTMLTableSectionElement} body Where the rows are, the first ones already; it says how many there are to be at a time.
   * @param {object} on
   * @param {() => void} on.draw Called when other rows are in it.
   * @param {(shown: string, of: number) => void} on.show Called with what is to be said of them, and how many there are.
   */
  constructor(body, on) {
    this.body = body;
    this.on = on;
    this.size = Number(body.dataset['leaf']);
    /** @type {readonly string[]} */
    this.rows = [];
    /** @type {readonly string[]} */
    this.leaf = [];
    this.start = 0;
    /** @type {readonly HTMLButtonElement[]} */
    this.buttons = [];
  }

  /**
   * Takes all rows, of which the first are drawn, and the buttons, which come after these.
   * @param {readonly string[]} rows
   * @param {HTMLElement | null} nav
   */
  begin(rows, nav) {
    this.rows = rows;
    if (nav !== null) {
      this.buttons = Array.from(nav.querySelectorAll('button'));
      this.buttons.forEach((button, index) => {
        button.addEventListener('click', () => this.turn(index === 0 ? -this.size : this.size));
      });
    }
    this.tell();
    this.drawRest(rows.slice(0, this.size), this.body.rows.length);
  }

  /**
   * Shows the first of some rows.
   * @param {readonly string[]} rows The HTML of each.
   */
  show(rows) {
    this.rows = rows;
    this.start = 0;
    this.draw();
  }

  /** @param {number} by */
  turn(by) {
    this.start += by;
    this.draw();
    const title = document.getElementById('rows');
    if (title === null) return;
    title.focus({ preventScroll: true });
    title.scrollIntoView();
  }

  draw() {
    const leaf = this.rows.slice(this.start, this.start + this.size);
    this.body.innerHTML = leaf.slice(0, AT_ONCE).join('\n');
    this.on.draw();
    this.tell();
    this.drawRest(leaf, AT_ONCE);
  }

  /**
   * Draws the rows of a leaf behind those that are drawn, when nothing has changed for a while.
   * @param {readonly string[]} leaf
   * @param {number} drawn How many are.
   */
  drawRest(leaf, drawn) {
    this.leaf = leaf;
    setTimeout(() => {
      if (this.leaf !== leaf) return;
      this.body.insertAdjacentHTML('beforeend', leaf.slice(drawn).join('\n'));
      this.on.draw();
    }, PAUSE);
  }

  tell() {
    const { start, size, rows } = this;
    const end = Math.min(start + size, rows.length);
    const isWhole = rows.length <= size;
    this.on.show(isWhole ? '' : `, ${start + 1} to ${end} shown`, rows.length);
    const [back, on] = this.buttons;
    if (!back || !on || !back.parentElement) return;
    back.parentElement.hidden = isWhole;
    back.disabled = start === 0;
    on.disabled = end === rows.length;
  }
}
