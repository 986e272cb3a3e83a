import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { StuckFiles } from './test/support/limits/stuck-files.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/no-warnings.ts'],
    exclude: ['test/live/**'],
    reporters: ['default', new StuckFiles()],
    // More than three times what any test takes here that does not set its own limit: other work may share the machine.
    testTimeout: 120_000,
    // Most tests wait for processes that they start: with two cores, two workers take little more than half the time of one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // `npm run test:coverage`.
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      // What the tests reach now, rounded down.
      thresholds: { statements: 95, branches: 88, functions: 97, lines: 96 },
    },
    // Tests see no configuration of the machine: no git identity, proxy, credentials or colour.
    env: {
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_ALLOW_PROTOCOL: 'file',
      NO_COLOR: '1',
      TZ: 'UTC',
    },
  },
});
