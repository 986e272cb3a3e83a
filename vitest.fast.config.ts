import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { defineConfig, mergeConfig } from 'vitest/config';

import usual from './vitest.config.ts';

/** What makes tests slow: starting programs, above all git, browsers, and whole command lines. */
const SLOW = /from '(?:node:child_process|playwright-core|[^']*\/run-cli\.ts)'/;

const IMPORTED_FILE = /from '(\.[^']+\.ts)'/g;

const known = new Map<string, boolean>();

/** Returns whether a file in `test`, or one in `test` that it imports, is slow. */
function isSlow(path: string): boolean {
  const before = known.get(path);
  if (before !== undefined) return before;
  known.set(path, false); // For circular imports.
  const text = readFileSync(path, 'utf8');
  const imported = [...text.matchAll(IMPORTED_FILE)]
    .map(([, to = '']) => join(dirname(path), to))
    .filter((to) => to.startsWith('test'));
  const answer = SLOW.test(text) || imported.some(isSlow);
  known.set(path, answer);
  return answer;
}

const slowTests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter(isSlow);

/**
 * `npm run test:fast`: every test file that starts neither programs nor whole command lines, with a fifth of the random tries. A
 * process for each core, shared by its files, because loading the same modules again takes longer than the tests.
 */
export default mergeConfig(
  usual,
  defineConfig({
    test: {
      exclude: slowTests,
      maxWorkers: '100%',
      isolate: false,
      env: { BREWPULL_TRIES: '0.2' },
    },
  }),
);
