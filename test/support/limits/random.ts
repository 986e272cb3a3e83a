import { configureGlobal } from 'fast-check';

import { SLOW_TRIES_MS, TIMES } from './tries.ts';

/**
 * fast-check, whose search for a smaller input that fails ends: no limit of a test can end it where the property does not wait
 * for anything.
 */
export * from 'fast-check';

configureGlobal({ interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true });

/** Options of a property whose tries take seconds each. */
export function slowTries(usual: number): {
  readonly numRuns: number;
  readonly interruptAfterTimeLimit: number;
} {
  return { numRuns: usual * TIMES, interruptAfterTimeLimit: SLOW_TRIES_MS };
}
