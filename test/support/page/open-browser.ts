import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** Whether Debian's Chromium is installed; `.ci/run` installs it, and says so to the tests. */
export const hasChromium = existsSync(CHROMIUM) || process.env['BREWPULL_NEEDS_CHROMIUM'] === '1';

const require = createRequire(import.meta.url);

/** How a page is viewed. */
export interface View {
  /** In CSS pixels; 1280 by default. A phone has 320. */
  readonly width?: number;
  readonly height?: number;
  readonly isDark?: boolean;
  /** Whether the page's scripts run; by default they do. */
  readonly hasScripts?: boolean;
}

/** A browser for a whole test file: `const browser = once(openBrowser)`. */
export class TestBrowser implements AsyncDisposable {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Opens a page in a tab that shares nothing with others. */
  async open(
    url: string,
    { width = 1280, height = 800, isDark = false, hasScripts = true }: View = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width, height },
      colorScheme: isDark ? 'dark' : 'light',
      javaScriptEnabled: hasScripts,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}

/** Starts Debian's Chromium. */
export async function openBrowser(): Promise<TestBrowser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  return new TestBrowser(
    await chromium.launch({ executablePath: CHROMIUM, args, timeout: 30_000 }),
  );
}

/** Lists what axe-core finds wrong with a page that runs scripts, one line for each problem; a test wants none. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  // As the developer tools would: the policy of the page lets no other script in.
  await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const found: unknown = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')))`);
  return Array.isArray(found) ? found.map(String) : [`axe gave ${JSON.stringify(found)}`];
}

/** Returns how much wider a page is than its screen, in pixels: how far it can be scrolled sideways. */
export async function overhang(page: Page): Promise<number> {
  return Number(
    await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    ),
  );
}
