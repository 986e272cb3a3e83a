import { writeFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { frontGuide } from '../../src/mirror/serve/page/front-guide.ts';
import { guideHtml } from '../../src/mirror/serve/page/guide-html.ts';

import { startServing } from '../support/cli/serving.ts';
import { makeStock, makeStockBottle, makeStockTarget } from '../support/mirror/make-stock.ts';
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
    // Beyond that, its page is a smaller version of the same.
    ['mirror', [{ width: 320 }]],
  ] as const)(
    'the page of %s has no barriers and fits its screen: wide, on a phone, in the dark',
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

  test('a long name does not make the page wider than a phone', async () => {
    const formula = `${'user'.repeat(6)}/${'tap'.repeat(6)}/${'formula'.repeat(9)}`;
    const bottles = [makeStockBottle({ formula, version: '1.2.3.'.repeat(20) })];
    const stock = makeStock({ targets: [makeStockTarget({ label: formula, bottles })] });
    const view = { url: new URL('http://192.168.1.20:8750/'), hasToken: false };
    await writeFile(places().at('long.html'), guideHtml(frontGuide(stock, view)));
    const page = await browser().open(`file://${places().at('long.html')}`, { width: 320 });

    expect(await overhang(page)).toBe(0);
  });

  test('the page is complete without scripts, and requests nothing else', async () => {
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
