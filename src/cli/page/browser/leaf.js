/** How many rows are drawn at once, about a screenful; the other rows of the leaf follow once these are visible. */
const AT_ONCE = 12;
/** How long after a change the others are drawn, in milliseconds: someone who types quickly never waits for them. */
const PAUSE = 150;

/** Shows the rows one leaf at a time: a browser draws a few quickly, but thousands slowly. */
export class Leaf {
  /**
   * @param {HTMLTableSectionElement} body Holds the rows, at first those of the page; its `data-leaf` says how many to show at a
   * time.
   * @param {object} on
   * @param {() => void} on.draw Called when the rows in it have changed.
   * @param {(shown: string, of: number) => void} on.show Called with the text about the shown rows, and how many rows there are.
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
   * Takes all rows, of which the first are already drawn, and the buttons, which come after them in the page.
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
   * Shows the first leaf of these rows.
   * @param {readonly string[]} rows The HTML of each row.
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
   * Draws the remaining rows of a leaf once nothing has changed for a while.
   * @param {readonly string[]} leaf
   * @param {number} drawn How many are drawn already.
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
