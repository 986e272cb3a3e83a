import { expect, test, describe } from 'vitest';

import { startBrowserWorld } from '../../support/page/browser-world.ts';
import { hasChromium } from '../../support/page/open-browser.ts';
import { vulnsPage } from '../../support/page/sample-pages.ts';
import { once } from '../../support/once.ts';

describe.runIf(hasChromium)('in Chromium', () => {
  const world = once(startBrowserWorld);

  test.each([1040, 1160, 1280])(
    'no date and no head runs into the next column, %d pixels wide',
    async (width) => {
      const page = await world().show(await vulnsPage(), { width });
      const wide: unknown = await page.evaluate(
        `Array.from(document.querySelectorAll('.list thead th, .list td'))
          .filter((cell) => cell.offsetWidth > 1 && cell.scrollWidth > cell.clientWidth)
          .map((cell) => cell.textContent)`,
      );
      expect(wide).toEqual([]);
    },
  );
});
