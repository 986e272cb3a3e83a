import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);

test('every promise in the list names an existing page', async () => {
  const list = await readFile(new URL('docs/promises.md', ROOT), 'utf8');
  const pages = [...list.matchAll(/^\| ([\w-]+) +\|.*\.test\.ts`: "/gm)].map(
    ([, page = '']) => page,
  );
  const isThere = (page: string): boolean =>
    existsSync(new URL(page === 'README' ? 'README.md' : `docs/${page}.md`, ROOT));

  expect(pages.length).toBeGreaterThan(30);
  expect(pages.filter((page) => !isThere(page))).toEqual([]);
});

test('every promise in the list names an existing test', async () => {
  const list = await readFile(new URL('docs/promises.md', ROOT), 'utf8');
  const rows = [...list.matchAll(/`([^`]+\.test\.ts)`: "([^|]+)" *\|$/gm)];
  const missing: string[] = [];
  for (const [, file = '', title = ''] of rows) {
    const text = await readFile(new URL(`test/${file}`, ROOT), 'utf8');
    if (!text.includes(title)) missing.push(`${file}: ${title}`);
  }

  expect(rows.length).toBeGreaterThan(30);
  expect(missing).toEqual([]);
});
