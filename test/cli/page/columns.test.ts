import { expect, test, describe } from 'vitest';

import { startBrowserWorld } from '../../support/page/browser-world.ts';
import { hasChromium } from '../../support/page/open-browser.ts';
import { bigCoverage } from '../../support/page/many-rows.ts';
import { coveragePage, vulnsPage } from '../../support/page/sample-pages.ts';
import { once } from '../../support/once.ts';

describe.runIf(hasChromium)('in Chromium', () => {
  const world = once(startBrowserWorld);

  const pages = {
    vulnerabilities: vulnsPage,
    coverage: async () => coveragePage(await bigCoverage(40)),
  };

  test.each(
    [1040, 1160, 1280].flatMap((width) =>
      (['vulnerabilities', 'coverage'] as const).map((name) => [name, width] as const),
    ),
  )('no date or heading runs into the next column: %s, %d pixels wide', async (name, width) => {
    const page = await world().show(await pages[name](), { width });
    const wide: unknown = await page.evaluate(
      `Array.from(document.querySelectorAll('.list thead th, .list td'))
          .filter((cell) => cell.offsetWidth > 1 && cell.scrollWidth > cell.clientWidth)
          .map((cell) => cell.textContent)`,
    );
    expect(wide).toEqual([]);
  });
});
