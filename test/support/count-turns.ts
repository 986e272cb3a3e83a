import { vi } from 'vitest';

/**
 * Counts the turns of the event loop while something runs. The clock leaps at each look, so that whoever gives way when it held
 * the loop for long does so at each step, on a machine of any speed.
 */
export async function countTurns(run: () => Promise<unknown>): Promise<number> {
  let [turns, now] = [0, performance.now()];
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
    clock.mockRestore();
  }
}
