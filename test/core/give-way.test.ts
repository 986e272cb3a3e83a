import { expect, test } from 'vitest';

import { giveWay } from '../../src/core/give-way.ts';

/** Keeps the thread busy for this long. */
function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('a loop that awaits only promises still notices timers and an abort', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 0);
  let steps = 0;
  const loop = async (): Promise<void> => {
    for (; steps < 200; steps += 1) {
      await giveWay(controller.signal);
      hold(10);
    }
  };

  await expect(loop()).rejects.toMatchObject({ code: 'ABORTED' });
  expect(steps).toBeLessThan(20);
});

test('a step that comes soon after another one does not wait', async () => {
  await giveWay();
  let isTurn = false;
  setImmediate(() => {
    isTurn = true;
  });
  await giveWay();

  expect(isTurn).toBe(false);
});
