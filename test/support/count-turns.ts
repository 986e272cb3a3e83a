import { vi } from 'vitest';

import { giveWay } from '../../src/core/give-way.ts';

/** What was given way at is remembered: the clock never goes back. */
let now = performance.now();

/**
 * Counts the turns of the event loop while something runs. The clock leaps at each look, so that whoever gives way when it held
 * the loop for long does so at each step, on a machine of any speed.
 */
export async function countTurns(run: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  try {
    await run();
    return turns;
  } finally {
    clearImmediate(next);
    // Gives way a last time, at a leap, and from then on by the true clock again.
    clock.mockRestore();
    const leap = vi.spyOn(performance, 'now').mockReturnValueOnce(now + 1000);
    await giveWay();
    leap.mockRestore();
  }
}
