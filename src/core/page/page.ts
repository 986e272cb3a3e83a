import { createHash } from 'node:crypto';
import { html, type Html } from './html.ts';

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
input { font: inherit; width: 100%; max-width: 28rem; padding: .4rem .6rem; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; }
code, pre { font: .88em/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: 4px; }
a { color: var(--mark); }
`;

/** What a page is made of besides its body. */
interface PageFrame {
  readonly title: string;
  readonly footer: string;
  /** The only script that runs in it; none by default. */
  readonly script?: string;
}

/** Writes a whole page that needs nothing else: no script but its own, no font, no image, nothing from any server. */
export function renderPage({ body, ...frame }: PageFrame & { readonly body: Html }): string {
  const { begin, end } = framePage(frame);
  return `${begin}${body.html}${end}`;
}

/** Gives what is before and after the body of such a page, for a body that is too long to be held at once. */
export function framePage({ title, footer, script }: PageFrame): {
  readonly begin: string;
  readonly end: string;
} {
  const style: Html = { html: `<style>${STYLE}</style>` };
  const code: Html = { html: script === undefined ? '' : `<script>${script}</script>` };
  const scripts = script === undefined ? '' : `; script-src '${integrityOf(script)}'`;
  const body: Html = { html: BODY };
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'${{ html: scripts }}"
        />
        <title>${title}</title>
        ${style}
      </head>
      <body>
        ${body}
        <footer>${footer}</footer>
        ${code}
      </body>
    </html> `.html;
  const at = page.indexOf(BODY);
  return { begin: page.slice(0, at), end: page.slice(at + BODY.length) };
}

/** No escaped text has it. */
const BODY = '<body-of-the-page>';

function integrityOf(script: string): string {
  return `sha256-${createHash('sha256').update(script).digest('base64')}`;
}

/** Gives what every page without a script begins with, up to its title. */
export function pageBeginning(): string {
  const { begin } = framePage({ title: '', footer: '' });
  return begin.slice(0, begin.indexOf('<title>'));
}
