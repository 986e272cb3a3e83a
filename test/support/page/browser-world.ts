import { writeFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';

import { tempFolder, type TempFolder } from '../temp-folder.ts';
import { openBrowser, type TestBrowser, type View } from './open-browser.ts';

/** A browser, and a folder for the pages that it opens. */
export class BrowserWorld implements AsyncDisposable {
  readonly browser: TestBrowser;
  readonly #folder: TempFolder;

  constructor(browser: TestBrowser, folder: TempFolder) {
    this.browser = browser;
    this.#folder = folder;
  }

  /** Opens a page as a file, as people do. */
  async show(html: string, view: View = {}): Promise<Page> {
    return this.browser.open(await this.write('page', html), view);
  }

  /** Writes a page, and returns its address. */
  async write(name: string, html: string): Promise<string> {
    const file = this.#folder.at(`${name}.html`);
    await writeFile(file, html);
    return `file://${file}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** Starts both: `const world = once(startBrowserWorld)`. */
export async function startBrowserWorld(): Promise<BrowserWorld> {
  return new BrowserWorld(await openBrowser(), await tempFolder());
}
