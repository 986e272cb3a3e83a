import { describe, expect, test } from 'vitest';

import { startServing } from '../support/cli/serving.ts';
import { makeServedPlaces, PLACE_TOKEN } from '../support/mirror/served-places.ts';
import { once } from '../support/once.ts';
import {
  findBarriers,
  hasChromium,
  openBrowser,
  overhang,
  type View,
} from '../support/page/open-browser.ts';

const places = once(makeServedPlaces);
const VIEWS: readonly View[] = [{}, { width: 320 }, { isDark: true }];

describe.runIf(hasChromium)('in Chromium', () => {
  const browser = once(openBrowser);

  test.each([
    ['b.tar', VIEWS],
    // What it has besides is a smaller part of the same.
    ['mirror', [{ width: 320 }]],
  ] as const)(
    'nothing keeps anyone from the page of %s: wide, on a phone, in the dark',
    async (name, views) => {
      await using serving = await startServing([name], places().path);
      for (const view of views) {
        const page = await browser().open(serving.url.href, view);
        expect([view, await findBarriers(page)]).toEqual([view, []]);
        expect([view, await overhang(page)]).toEqual([view, 0]);
        await page.close();
      }
    },
  );

  test('the page is whole without scripts, and asks nobody for anything', async () => {
    await using serving = await startServing(['b.tar'], places().path);
    const page = await browser().open(serving.url.href, { hasScripts: false });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    expect(await page.locator('tbody tr').count()).toBe(3);
    expect(await page.locator('pre').first().innerText()).toMatch(/^curl .*\ntar .*\ncd /);
    expect(asked).toEqual([serving.url.href]);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'brewpull-bundle.tar' }).click();
    expect((await download).suggestedFilename()).toBe('brewpull-bundle.tar');
    const bottle = page.waitForEvent('download');
    await page.getByRole('link', { name: 'openssl@3' }).click();
    expect((await bottle).suggestedFilename()).toBe('openssl@3--1.0.big_sur.bottle.tar.gz');
  });

  test('a browser that is given the token shows the page', async () => {
    await using serving = await startServing(['b.tar', '--token-file', 'token'], places().path);
    const known = new URL(serving.url);
    known.username = 'me';
    known.password = PLACE_TOKEN;
    const page = await browser().open(known.href);
    expect(await page.locator('h1').innerText()).toBe('Homebrew bottles');
    expect(await page.locator('body').innerText()).not.toContain(PLACE_TOKEN);
  });
});
