import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';

import { once } from '../../support/once.ts';
import { startBrowserWorld } from '../../support/page/browser-world.ts';
import { bigCoverage } from '../../support/page/many-rows.ts';
import { hasChromium, type View } from '../../support/page/open-browser.ts';
import { coveragePage, historyPage } from '../../support/page/sample-pages.ts';

/** Waits until a page of the list is fully drawn: the rest follows the first screenful after 150 ms, on a timer started earlier. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 200))');
}

const ROWS = '#rows ~ table tbody tr';

describe.runIf(hasChromium)('a list in Chromium', () => {
  const world = once(startBrowserWorld, 60_000);
  const big = once(async () => ({ html: await coveragePage(await bigCoverage()) }));
  const showBig = (view?: View): Promise<Page> => world().show(big().html, view);

  test('shows some of 7105 rows at a time and pages through the rest', async () => {
    const page = await showBig();
    const counted = await page.locator('#count').innerText();
    await drawn(page);
    const elements = await page.locator('table.list *').count();
    const first = await page.locator(ROWS).first().innerText();
    await page.getByRole('button', { name: 'Next rows' }).click();
    const second = await page.locator(ROWS).first().innerText();
    const focused = await page.evaluate('document.activeElement.id');
    await page.getByRole('button', { name: 'Previous rows' }).click();

    const size = Number(/^7105 formulae, 1 to (\d+) shown$/.exec(counted)?.[1]);
    await drawn(page);
    expect(size).toBeGreaterThan(50);
    expect(await page.locator(ROWS).count()).toBe(size);
    expect(elements).toBeLessThan(2100);
    expect(second).toContain(`-${size}\t`);
    expect(focused).toBe('rows');
    expect(await page.locator(ROWS).first().innerText()).toBe(first);
  });

  test('a search finds the rows that have all its words, wherever they are', async () => {
    const page = await showBig();
    await page.getByRole('searchbox', { name: 'Find' }).fill('REMOVED python-1');
    const found = page.getByText(/^\d+ of 7105 formulae/);
    await found.waitFor();
    await drawn(page);
    const texts = await page.locator(ROWS).allInnerTexts();
    const counted = await found.innerText();
    await page.getByRole('searchbox', { name: 'Find' }).fill('<b> nothing');
    await page.getByText('0 of 7105 formulae', { exact: true }).waitFor();

    expect(texts.length).toBeGreaterThan(3);
    for (const text of texts) expect(text).toMatch(/^python-1[^]*formula removed/);
    expect(counted).toBe(`${texts.length} of 7105 formulae`);
    expect(await page.locator(ROWS).count()).toBe(0);
  });

  test('a heading sorts ascending, then descending, and says so; empty cells come last', async () => {
    const page = await showBig();
    const head = page.getByRole('columnheader', { name: 'Since' });
    const sinces = async (): Promise<string[]> => {
      await drawn(page);
      return page.locator(`${ROWS} td:nth-child(6)`).allInnerTexts();
    };
    await head.getByRole('button').press('Enter');
    const up = { sort: await head.getAttribute('aria-sort'), days: await sinces() };
    await head.getByRole('button').press('Enter');
    const down = { sort: await head.getAttribute('aria-sort'), days: await sinces() };

    expect(up.sort).toBe('ascending');
    expect(up.days).toEqual(up.days.toSorted());
    expect(up.days[0]).toBe('2023-06-20');
    expect(down.sort).toBe('descending');
    expect(down.days).toEqual(down.days.toSorted().toReversed());
    expect(down.days[0]).toBe('2024-07-23');
  });

  test('rows are filtered by month, state and bottle together with the search text', async () => {
    const page = await showBig();
    await page.getByLabel('Since').selectOption('2023-10');
    await page.getByLabel('Now').selectOption('no newer');
    await page.getByLabel('Bottle').selectOption('catalina');
    await page.getByRole('searchbox').fill('gnu');
    await drawn(page);
    const texts = await page.locator(ROWS).allInnerTexts();

    expect(texts.length).toBeGreaterThan(1);
    for (const text of texts) expect(text).toMatch(/^gnu[^]*catalina[^]*no newer[^]*2023-10-/);
  });

  test.each<[string, View, string]>([
    ['scripts are off', { hasScripts: false }, ''],
    [
      'a server forbids its script',
      {},
      `<meta http-equiv="Content-Security-Policy" content="script-src 'self'">`,
    ],
    ['the browser is too old for its script', {}, 'broken'],
  ])('everything can still be read when %s', async (_name, view, added) => {
    const html =
      added === 'broken'
        ? (await coveragePage(await bigCoverage(400))).replaceAll("'use strict';", '!?;')
        : (await coveragePage(await bigCoverage(400))).replace('<title>', `${added}<title>`);
    const page = await world().show(html, view);

    expect(await page.locator(ROWS).count()).toBe(400);
    expect(await page.locator('.find').isVisible()).toBe(false);
    expect(await page.locator('.pages').isVisible()).toBe(false);
    expect(await page.locator(ROWS).last().innerText()).toMatch(/^z-399/);
  });

  test('a checksum and a command can be copied with the keyboard alone', async () => {
    const page = await world().show(await historyPage());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const row = page.locator(ROWS).first();
    const [sum, command] = await row.locator('code').allInnerTexts();
    const copied: unknown[] = [];
    for (const name of ['Copy the checksum of 1.2 last', 'Copy the command of 1.2 last']) {
      await row.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
      await page.getByText(`Copied: ${name.slice('Copy '.length)}`).waitFor();
      copied.push(await page.evaluate('navigator.clipboard.readText()'));
    }

    expect(copied).toEqual([sum, command]);
    expect(sum).toMatch(/^[0-9a-f]{64}$/);
  });

  test('if the browser does not let a page copy, the text is selected for copying by keyboard', async () => {
    const page = await world().show(await historyPage());
    await page.evaluate(
      'navigator.clipboard.writeText = () => Promise.reject(new Error("no")); document.execCommand = () => false',
    );
    const row = page.locator(ROWS).first();
    await row.getByRole('button', { name: 'Copy the checksum' }).press('Enter');
    await page.getByText('Selected; copy it with Ctrl-C or ⌘C').waitFor();

    expect(await page.evaluate('String(getSelection())')).toBe(
      await row.locator('code').first().innerText(),
    );
  });

  test('the tab order follows the page, and the focus is visible', async () => {
    const page = await world().show(await historyPage());
    const names: unknown[] = [];
    await page.getByRole('searchbox').focus();
    for (let count = 0; count < 8; count += 1) {
      names.push(
        await page.evaluate(
          '[document.activeElement.innerText.split("\\n")[0], getComputedStyle(document.activeElement).outlineWidth]',
        ),
      );
      await page.keyboard.press('Tab');
    }

    expect(names).toEqual(
      ['', 'every system', 'Version', 'System', 'Built', 'Now', '2023-01-01', '2023-01-01'].map(
        (name) => [name, '3px'],
      ),
    );
  });

  test('a filter keeps the bottles of one system, and versions sort as Homebrew orders them', async () => {
    const page = await world().show(await historyPage());
    await page.getByLabel('System').selectOption({ label: 'macOS 11 Big Sur, Intel' });
    const some = await page.locator(`${ROWS} th`).allInnerTexts();
    await page.getByLabel('System').selectOption('');
    await page.getByRole('button', { name: 'Version' }).click();
    const all = await page.locator(`${ROWS} th`).allInnerTexts();

    expect(some).toEqual(['1.2 last', '1.1']);
    expect(all.map((text) => text.slice(0, 3))).toEqual([
      '1.0',
      '1.1',
      '1.1',
      '1.1',
      '1.2',
      '1.2',
      '1.2',
      '1.2',
    ]);
  });

  test('the column headings stay in sight', async () => {
    const page = await showBig();
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight / 2)');
    const box = await page.locator('#rows ~ table thead th').first().boundingBox();

    expect(box?.y).toBe(0);
  });
});
