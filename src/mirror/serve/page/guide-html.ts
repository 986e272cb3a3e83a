import { formatBytes } from '../../../core/format-bytes.ts';
import { html, type Html } from '../../../core/page/html.ts';
import { renderPage } from '../../../core/page/page.ts';
import { TOOL } from '../../../core/tool.ts';
import type { Guide, GuideFile, GuideSection } from './guide.ts';
import type { StockBottle, StockTarget } from './served-stock.ts';

/** Writes a page as HTML, without scripts, so that any browser on an old Mac can show it. */
export function guideHtml({ title, lead, sections }: Guide): string {
  return renderPage({
    title,
    footer: `${TOOL.name} ${TOOL.version}`,
    body: html`<h1>${title}</h1>
      <p>${lead}</p>
      ${sections.map(section)}`,
  });
}

function section({ title, text, lines, files, target, after = [] }: GuideSection): Html {
  return html`<h2>${title}</h2>
    ${text.map(paragraph)} ${lines === undefined ? '' : shellLines(lines)}
    ${
      files === undefined
        ? ''
        : html`<ul>
            ${files.map(fileItem)}
          </ul>`
    }
    ${target === undefined || target.bottles.length === 0 ? '' : bottleTable(target)}
    ${after.map(paragraph)}`;
}

/** Joins lines with newlines outside the text, where `html` would show them as hidden characters. */
function shellLines(lines: readonly string[]): Html {
  const text: Html = { html: lines.map((line) => html`${line}`.html).join('\n') };
  return html`<pre>${text}</pre>`;
}

function paragraph(text: string): Html {
  return html`<p>${text}</p> `;
}

function fileItem({ path, sizeBytes, sha256 }: GuideFile): Html {
  return html`<li>
    <a href="${hrefOf(path)}">${path}</a>${sizeBytes === null ? '' : `, ${formatBytes(sizeBytes)}`}
    ${sha256 === undefined ? '' : html`<br /><span class="soft">sha256</span> <code>${sha256}</code>`}
  </li> `;
}

function bottleTable({ label, bottles }: StockTarget): Html {
  return html`<table class="list" aria-label="${label}">
    <thead>
      <tr>
        <th scope="col">Formula</th>
        <th scope="col">Version</th>
        <th scope="col">Size</th>
        <th scope="col" class="sum">sha256</th>
      </tr>
    </thead>
    <tbody>
      ${bottles.map(bottleRow)}
    </tbody>
  </table>`;
}

function bottleRow({ formula, version, name, file }: StockBottle): Html {
  return html`<tr>
    <th scope="row"><a href="${hrefOf(file.path)}" download="${name}">${formula}</a></th>
    <td>${version}</td>
    <td>${formatBytes(file.sizeBytes ?? 0)}</td>
    <td><code>${file.sha256}</code></td>
  </tr> `;
}

/** Writes a path as a relative link, which is enough on a page at `/`. */
function hrefOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
