import { html, type Html } from './html.ts';
import { scriptElement } from './page.ts';

/** A column of a list. */
export interface ListColumn {
  readonly title: string;
  /** `built`, `sum` (a checksum) and `get` (a command) have their own look and behaviour. */
  readonly className?: string;
  /** Whether rows can be ordered by it. */
  readonly isSorted?: boolean;
  /** How the rows can be filtered; undefined if they cannot. */
  readonly filter?: ListFilter | undefined;
}

/** A choice among the keys of a column. */
export interface ListFilter {
  readonly label: string;
  /** The label of the first choice, which keeps every row. */
  readonly all: string;
  /** The keys and their labels; a month, `2023-10`, keeps all its days. */
  readonly choices: readonly { readonly key: string; readonly label: string }[];
}

/** A cell: what it shows and, if that does not sort well, the key to sort and filter by. */
export interface ListCell {
  readonly shown: Html | string;
  readonly key?: string;
}

/** The main table of a page. */
export interface List {
  readonly title: string;
  /** How many rows there are, in words. */
  readonly count: string;
  readonly columns: readonly ListColumn[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly ListCell[])[];
}

/** How many elements a browser draws at a time. */
const ELEMENTS = 2000;
/**
 * How many rows are drawn first, a screenful at about 100 pixels each; the browser reads on after drawing them. 20 rows took 40
 * to 60 ms longer.
 */
const FIRST = 12;

/**
 * Renders a list that `script`, which the page must allow, makes interactive. Everything is in it as one plain table, readable
 * even if the script does not run: because scripts are off, a server forbids it, or the browser is too old. Only if it runs
 * does it hold back what follows it in the table: 7,105 rows would take a browser more than a second to draw. Each row is one
 * line, and the comment at the end closes the one that the script opens.
 */
export function renderList({ title, count, columns, rows }: List, script: string): Html {
  const lines = rows.map((row) => renderRow(columns, row));
  const leaf = Math.floor(ELEMENTS / Math.max(1, countElements(lines[0])));
  const first = lines.slice(0, Math.min(FIRST, leaf));
  const rest = lines.slice(first.length);
  const parts = [...first, scriptElement(script).html, ...rest, '<!--/-->'];
  const body: Html = { html: parts.join('\n') };
  return html`<h2 id="rows" tabindex="-1">${title}</h2>
    <div class="find" id="find" role="search" hidden>
      <label>
        <span>Find</span>
        <input type="search" autocomplete="off" autocapitalize="off" spellcheck="false" />
      </label>
      ${columns.map(({ filter }, column) => (filter === undefined ? html`` : renderFilter(filter, column)))}
    </div>
    <p class="soft"><span id="count" role="status">${count}</span></p>
    <p class="soft" id="said" role="status"></p>
    ${
      rows.length === 0
        ? ''
        : html` <table class="list">
              ${renderHeads(columns, ' data-sort')}
              <tbody data-leaf="${leaf}">
                ${body}
              </tbody>
            </table>
            <nav class="pages" id="pages" aria-label="More rows" hidden>
              <button type="button">Previous rows</button>
              <button type="button">Next rows</button>
            </nav>`
    }`;
}

/** Renders a short list that looks the same but is not interactive. */
export function renderShortList({ columns, rows }: Pick<List, 'columns' | 'rows'>): Html {
  return html`<table class="list">
    ${renderHeads(columns, '')}
    <tbody>
      ${{ html: rows.map((row) => renderRow(columns, row)).join('\n') }}
    </tbody>
  </table>`;
}

function renderHeads(columns: readonly ListColumn[], sorted: string): Html {
  const heads = columns.map(({ title, className, isSorted = false }) => {
    const sort = { html: isSorted ? sorted : '' };
    return html`<th scope="col" ${classOf(className)}${sort}>${title}</th>`;
  });
  return html`<thead>
    <tr>
      ${heads}
    </tr>
  </thead>`;
}

function renderFilter({ label, all, choices }: ListFilter, column: number): Html {
  const options = choices.map(
    (choice) => html`<option value="${choice.key}">${choice.label}</option>`,
  );
  return html`<label>
    <span>${label}</span>
    <select autocomplete="off" data-column="${column}">
      <option value="">${all}</option>
      ${options}
    </select>
  </label>`;
}

function renderRow(columns: readonly ListColumn[], row: readonly ListCell[]): string {
  const cells = row.map(({ shown, key }, index) => {
    const name = columns[index]?.className;
    const attributes = [
      classOf(name).html,
      ...(key === undefined ? [] : [html` data-key="${key}"`.html]),
    ].join('');
    const cell = html`${shown}`.html.replaceAll(/\s*\n\s*/g, ' ').trim();
    return index === 0
      ? `<th scope="row"${attributes}>${cell}</th>`
      : `<td${attributes}>${cell}</td>`;
  });
  return `<tr>${cells.join('')}</tr>`;
}

function classOf(name: string | undefined): Html {
  return name === undefined ? html`` : html` class="${name}"`;
}

/** Counts the elements of a row; the script adds a button to each text that can be copied. */
function countElements(line = ''): number {
  return line.split(/<[a-z]/).length + line.split('<code').length;
}
