import { readdirSync, readFileSync } from 'node:fs';

import { defineConfig, mergeConfig } from 'vitest/config';

import usual from './vitest.config.ts';

/** What the slow tests import: whole command lines, worlds, the stand-in brew, taps in git. */
const SLOW = /\/support\/(?:brew|cli|newcomer|tap(?!\/formula-text)|world)\//;

const slowTests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((path) => SLOW.test(readFileSync(path, 'utf8')));

/** `npm run test:fast`: every test file that imports nothing slow, on all cores; usually one is left for the programs that tests start. */
export default mergeConfig(
  usual,
  defineConfig({ test: { exclude: slowTests, maxWorkers: '100%' } }),
);
