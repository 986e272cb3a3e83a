import { oneLine } from './harmless.ts';

/** HTML that is safe to put into a page as it is. */
export interface Html {
  readonly html: string;
}

/** Builds HTML: whatever is put in is escaped, unless it is {@link Html} itself; lists are joined. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const pieces = parts.map((part, index) => part + insert(values[index] ?? ''));
  return { html: pieces.join('') };
}

function insert(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map((each) => each.html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '');
}

const STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf7; --ink: #22211e; --soft: #75716a; --line: #e4e0d8; --mark: #a8540a; --on: #2f7d4f; --cell: #e7f0e9; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #191a1c; --ink: #e8e6e1; --soft: #9b978f; --line: #34353a; --mark: #f0a35c; --on: #7cc796; --cell: #24342a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .8rem; }
p { margin: .4rem 0; max-width: 46rem; }
.soft, footer { color: var(--soft); }
footer { margin-top: 3rem; font-size: .87rem; }
.wide { overflow-x: auto; margin-top: 1.6rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .92rem; }
th, td { padding: .32rem .7rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--paper); font-weight: 600; vertical-align: bottom; }
thead small { display: block; font-weight: 400; color: var(--soft); }
tbody th { font-weight: 600; }
td.bottle { background: var(--cell); color: var(--on); text-align: center; }
td.last { outline: 2px solid var(--mark); outline-offset: -2px; color: var(--mark); font-weight: 600; }
.bar { display: inline-block; height: .8rem; background: var(--mark); border-radius: 2px; vertical-align: middle; }
.number { text-align: right; }
`;

/** Writes a whole page that needs nothing else: no script, no font, no image, nothing from any server. */
export function renderPage(page: {
  readonly title: string;
  readonly body: Html;
  readonly footer: string;
}): string {
  const { title, body, footer } = page;
  const style: Html = { html: `<style>${STYLE}</style>` };
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${title}</title>
        ${style}
      </head>
      <body>
        ${body}
        <footer>${footer}</footer>
      </body>
    </html> `.html;
}

/** Gives what every page begins with, up to its title. */
export function pageBeginning(): string {
  const page = renderPage({ title: '', body: html``, footer: '' });
  return page.slice(0, page.indexOf('<title>'));
}
