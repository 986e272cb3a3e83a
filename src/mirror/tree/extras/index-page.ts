import { bottleFileName } from '../../../core/bottle-name.ts';
import { digestOf } from '../../../core/digest.ts';
import { formatBytes } from '../../../core/format-bytes.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { html, type Html } from '../../../core/page/html.ts';
import { framePage } from '../../../core/page/page.ts';
import type { MirrorBottle, MirrorContents, MirrorTarget } from '../file/mirror-schema.ts';
import { treeBlobPath } from '../file/tree-layout.ts';
import { summarizeTarget } from './summarize-target.ts';

/** Hides the rows that lack any of the typed words. Without this script the field stays hidden and all rows are shown. */
const SCRIPT = `
const field = document.getElementById('find');
const count = document.getElementById('count');
const rows = [...document.querySelectorAll('#bottles tr')];
let texts;
let timer;
function show() {
  texts ??= rows.map((row) => row.textContent.toLowerCase());
  const words = field.value.toLowerCase().split(/\\s+/);
  let shown = 0;
  rows.forEach((row, at) => {
    const isShown = words.every((word) => texts[at].includes(word));
    if (row.hidden === isShown) row.hidden = !isShown;
    if (isShown) shown += 1;
  });
  count.textContent = shown + ' of ' + rows.length;
}
field.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(show, 150);
});
field.closest('p').hidden = false;
if (field.value !== '') show();
`;

/**
 * Writes the web page of a mirror in pieces: what the mirror is for, and a table of all its bottles with a link to each. It needs
 * no network, works from a disk, and has only text and one small script, which filters the table.
 */
export function* indexPage(contents: MirrorContents): Generator<string> {
  const { targets, bottles, generator } = contents;
  const { begin, end } = framePage({
    title: 'A mirror of Homebrew bottles',
    footer: `Made by ${generator.name} ${generator.version}.`,
    script: SCRIPT,
  });
  yield begin;
  yield html`<h1>A mirror of Homebrew bottles</h1>
    <p>
      <a href="README.txt">README.txt</a> says how to use it with brew and brewpull; the sums of all
      files are in <a href="SHA256SUMS">SHA256SUMS</a>.
    </p>`.html;
  for (const target of targets) yield targetPart(contents, target).html;
  yield html`<h2>Bottles</h2>
    <p hidden>
      <label>
        Find
        <input
          id="find"
          type="search"
          autocomplete="off"
          spellcheck="false"
          placeholder="vim big_sur"
        />
      </label>
      <span class="soft" id="count" role="status">${bottles.length}</span>
    </p>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>Formula</th>
            <th>Version</th>
            <th>Bottle</th>
            <th class="number">Size</th>
            <th>File</th>
            <th>sha256</th>
          </tr>
        </thead>
        <tbody id="bottles"></tbody>
      </table>
    </div>`.html;
  for (const bottle of bottles) yield row(bottle);
  yield `</tbody></table></div>`;
  yield end;
}

function targetPart(contents: MirrorContents, target: MirrorTarget): Html {
  const { label, bottleTag, requested, isWhole, missing } = target;
  const { count, sizeBytes, hasCoreTap } = summarizeTarget(contents, target);
  const tap = html`<a href="core-tap/${bottleTag}.tar">homebrew-core with these versions</a>`;
  const absent = missing.map(
    ({ formula, message, neededBy }) =>
      html`<li>
        <b>${formula}</b>:
        ${message}${neededBy.length === 0 ? '' : ` (needed by ${neededBy.join(', ')})`}
      </li> `,
  );
  return html`<h2>${label}</h2>
    <p>
      ${isWhole ? 'Everything that ever had a bottle for it' : requested.join(', ')}. Bottles:
      ${count}, ${formatBytes(sizeBytes)}. ${hasCoreTap ? tap : ''}
    </p>
    ${
      absent.length === 0
        ? ''
        : html`<details>
            <summary>Not here: ${absent.length}</summary>
            <ul>
              ${absent}
            </ul>
          </details>`
    }`;
}

/** Kept small, since there may be tens of thousands of rows. */
function row(bottle: MirrorBottle): string {
  const { pkgVersion, rebuild, bottleTag, sizeBytes, sha256, repository } = bottle;
  const file = bottleFileName(bottle);
  const cells = html`<tr>
    <th>${keyOf(bottle)}</th>
    <td>${pkgVersion}${rebuild > 0 ? `-${rebuild}` : ''}</td>
    <td>${bottleTag}</td>
    <td class="number">${formatBytes(sizeBytes)}</td>
    <td><a href="${treeBlobPath(repository, digestOf(sha256))}" download="${file}">${file}</a></td>
    <td><code>${sha256}</code></td>
  </tr>`;
  return `${cells.html.replaceAll(/\n\s*/g, '')}\n`;
}
