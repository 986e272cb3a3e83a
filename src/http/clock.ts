import { setTimeout as wait } from 'node:timers/promises';

import { AbortedError } from '../core/errors.ts';

/** Time and chance, so that tests need neither. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Throws `AbortedError` when the signal says so. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  /** At least 0, below 1. */
  random(): number;
}

/** The machine's own clock and chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw new AbortedError({ cause: error });
    }
  },
  random: () => Math.random(),
};
