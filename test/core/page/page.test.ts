import { writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { html } from '../../../src/core/page/html.ts';
import { renderPage } from '../../../src/core/page/page.ts';
import {
  findBarriers,
  hasChromium,
  openBrowser,
  overhang,
  type View,
} from '../../support/page/open-browser.ts';
import { once } from '../../support/once.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const VIEWS: readonly (readonly [string, View])[] = [
  ['wide', {}],
  ['on a phone', { width: 320 }],
  ['in the dark', { isDark: true }],
];

test('a page allows its own style and scripts by their digests, and nothing else', () => {
  const page = renderPage({
    title: 'x',
    footer: 'y',
    body: html`<p>z</p>`,
    script: '1',
    bodyScripts: ['2'],
  });

  expect(page).toContain(
    // printf 1 | openssl sha256 -binary | base64, and the same for 2.
    "script-src 'sha256-1HNeOiZeFu7gP1lxi5tdAwGcB9i2xR+Q2jpmbuwTqzU=' 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='",
  );
  expect(page).toMatch(/default-src 'none'; style-src 'sha256-[^']+';/);
  expect(page).not.toContain('unsafe');
});

describe.runIf(hasChromium)('in Chromium', () => {
  const shared = once(async () => {
    const [browser, folder] = [await openBrowser(), await tempFolder()];
    return {
      browser,
      folder,
      async [Symbol.asyncDispose]() {
        await browser[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  });

  test.each(VIEWS)('the shell of a page has no barrier and fits: %s', async (_name, view) => {
    const { browser, folder } = shared();
    const file = folder.at('page.html');
    const body = html`<h1>Title</h1>
      <p class="soft">text</p>
      <pre><code>${'long '.repeat(60)}</code></pre>`;
    await writeFile(file, renderPage({ title: 'Title', footer: 'Made by hand.', body }));
    const page = await browser.open(`file://${file}`, view);

    expect(await findBarriers(page)).toEqual([]);
    expect(await overhang(page)).toBe(0);
  });
});
