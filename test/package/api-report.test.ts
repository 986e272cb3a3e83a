import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { spawnSync } from '../support/limits/processes.ts';

const ROOT = resolve(import.meta.dirname, '../..');

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

test('the report and the page match the exports, which need no type that is not exported', () => {
  const { stderr, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts/public-types/main.js'), 'check'],
    { cwd: ROOT },
  );

  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('the page has a heading for everything that the report exports', () => {
  const named = (path: string, pattern: RegExp): ReadonlySet<string> =>
    new Set([...read(path).matchAll(pattern)].map(([, name = '']) => name));
  const exported = named('etc/brewpull.api.md', /^export (?:abstract )?\w+ (\w+)/gm);

  expect(exported.size).toBeGreaterThan(40);
  expect(named('docs/api.md', /^### (\w+)$/gm)).toEqual(exported);
});
