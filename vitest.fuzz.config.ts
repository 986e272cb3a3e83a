import { defineConfig, mergeConfig } from 'vitest/config';

import usual from './vitest.config.ts';

/** `npm run fuzz`: each target for `FUZZ_SECONDS` (120), with different inputs each time. */
export default mergeConfig(
  { ...usual, test: { ...usual.test, include: [] } },
  defineConfig({
    test: { include: ['test/fuzz/*.fuzz.ts'], testTimeout: 0, fileParallelism: false },
  }),
);
