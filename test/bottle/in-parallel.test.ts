import { setTimeout as wait } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { inParallel } from '../../src/bottle/in-parallel.ts';

test('the first failure aborts the other parts, and is thrown when they have stopped', async () => {
  const stopped: number[] = [];
  const { signal } = new AbortController();
  const work = async (item: number, _index: number, either: AbortSignal): Promise<number> => {
    if (item === 2) {
      await wait(10);
      throw new Error('the second');
    }
    await wait(10_000, undefined, { signal: either }).catch(() => undefined);
    await wait(20);
    stopped.push(item);
    throw new Error(`stopped ${item}`);
  };

  await expect(inParallel([1, 2, 3, 4], work, { concurrency: 3, signal })).rejects.toThrow(
    'the second',
  );
  expect(stopped).toEqual([1, 3]);
});

test('without a failure, results are in the order of the list', async () => {
  const { signal } = new AbortController();
  const work = async (item: number): Promise<number> => {
    await wait(item);
    return item * 2;
  };

  await expect(inParallel([9, 5, 1], work, { concurrency: 2, signal })).resolves.toEqual([
    18, 10, 2,
  ]);
});
