import { vi } from 'vitest';

import { giveWay } from '../../src/core/give-way.ts';

/** The time at which code last gave way is remembered, so the clock never goes back. */
let now = performance.now();

/**
 * Counts the turns of the event loop while something runs. The clock leaps each time it is read, so that code that gives way
 * after holding the loop for long does so at each step, on a machine of any speed.
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
    // Gives way one last time, at a leap, and from then on by the real clock again.
    clock.mockRestore();
    const leap = vi.spyOn(performance, 'now').mockReturnValueOnce(now + 1000);
    await giveWay();
    leap.mockRestore();
  }
}
