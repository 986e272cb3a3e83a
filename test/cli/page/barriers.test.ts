import { describe, expect, test } from 'vitest';

import { FormulaUnreadableError } from '../../../src/core/errors.ts';
import { once } from '../../support/once.ts';
import { startBrowserWorld } from '../../support/page/browser-world.ts';
import { bigCoverage } from '../../support/page/many-rows.ts';
import { findBarriers, hasChromium, overhang } from '../../support/page/open-browser.ts';
import { coveragePage, historyPage, vulnsPage } from '../../support/page/sample-pages.ts';
import { sampleSpans } from '../../support/sample-spans.ts';

const VIEWS = [
  ['wide', 1280, 'light'],
  ['on a tablet', 800, 'light'],
  ['on a phone', 320, 'light'],
  ['in the dark', 1280, 'dark'],
] as const;

const UNSURE = sampleSpans().map((span) => ({
  ...span,
  algorithm: 'sha1' as const,
  dropped: 'unknown' as const,
  unsure: new FormulaUnreadableError(undefined, 'a state cannot be read'),
}));

const PAGES: readonly (readonly [string, () => Promise<string>])[] = [
  ['history', () => historyPage()],
  ['history with vulnerabilities', vulnsPage],
  ['history without a bottle', () => historyPage({}, [])],
  ['history that is unsure', () => historyPage({ formula: `f${'o'.repeat(70)}` }, UNSURE)],
  ['history of another tap', () => historyPage({ tap: 'user/tap', extent: 'registry' })],
  ['coverage', async () => coveragePage(await bigCoverage(30))],
  ['coverage of nothing', async () => coveragePage(await bigCoverage(0))],
];

describe.runIf(hasChromium)('axe-core in Chromium', () => {
  const world = once(startBrowserWorld, 60_000);

  test.each(PAGES)(
    'finds no barrier in the page, and it fits the screen: %s',
    async (_name, make) => {
      const page = await world().show(await make());
      for (const [name, width, colorScheme] of VIEWS) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await findBarriers(page), name).toEqual([]);
        expect(await overhang(page), name).toBe(0);
      }
      expect(await page.evaluate('document.getAnimations().length')).toBe(0);
    },
  );
});
