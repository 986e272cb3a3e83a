import { createHash } from 'node:crypto';
import { TOOL } from '../tool.ts';
import { html, type Html } from './html.ts';
import { STYLE } from './style.ts';

/** What a page is made of besides its body. */
interface PageFrame {
  readonly title: string;
  readonly footer: string;
  /** A script that runs at its end. */
  readonly script?: string;
  /** Scripts inside the body, each exactly as between its tags. */
  readonly bodyScripts?: readonly string[];
}

/** Renders a complete page that needs nothing else: no script except its own, no font, no image, nothing from any server. */
export function renderPage({ body, ...frame }: PageFrame & { readonly body: Html }): string {
  const { begin, end } = framePage(frame);
  return `${begin}${body.html}${end}`;
}

/** Returns what comes before and after the body of a page, for a body that is too long to hold at once. */
export function framePage({ title, footer, script, bodyScripts = [] }: PageFrame): {
  readonly begin: string;
  readonly end: string;
} {
  const code = script === undefined ? '' : scriptElement(script);
  const scripts = [...bodyScripts, ...(script === undefined ? [] : [script])];
  const body: Html = { html: BODY };
  const policy: Html = { html: policyFor(scripts) };
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="${TOOL.name}" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${title}</title>
        ${{ html: `<style>${STYLE}</style>` }}
      </head>
      <body>
        <main>${body}</main>
        <footer>${footer}</footer>
        ${code}
      </body>
    </html> `.html;
  const at = page.indexOf(BODY);
  return { begin: page.slice(0, at), end: page.slice(at + BODY.length) };
}

/** Makes the element of a script, which must be in `bodyScripts` too, or it does not run. */
export function scriptElement(script: string): Html {
  return { html: `<script>${script}</script>` };
}

/** A placeholder that no escaped text contains. */
const BODY = '<body-of-the-page>';

/**
 * Returns the Content-Security-Policy of a page: only its style and these scripts are allowed; a `style` attribute has no
 * effect, nor has anything that text from outside might bring.
 */
export function policyFor(scripts: readonly string[]): string {
  const code = scripts.length === 0 ? '' : `; script-src ${scripts.map(integrityOf).join(' ')}`;
  return `default-src 'none'; style-src ${integrityOf(STYLE)}${code}; base-uri 'none'; form-action 'none'`;
}

function integrityOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Returns what every page begins with, whatever its content. */
export function pageBeginning(): string {
  const { begin } = framePage({ title: '', footer: '' });
  return begin.slice(0, begin.indexOf('<meta http-equiv'));
}
