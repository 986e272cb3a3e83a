import { getEventListeners } from 'node:events';

import { expect, test } from 'vitest';

import { onAbort, sleep } from '../../src/core/abort.ts';
import { AbortedError } from '../../src/core/errors.ts';

test('a signal has one listener however many wait for it, and none when no one waits', () => {
  const controller = new AbortController();
  const woken: number[] = [];
  const forgets = Array.from({ length: 100 }, (_, index) =>
    onAbort(controller.signal, () => woken.push(index)),
  );

  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  for (const forget of forgets.slice(0, 98)) forget();
  controller.abort();
  expect(woken).toStrictEqual([98, 99]);

  const other = new AbortController();
  onAbort(other.signal, () => undefined)();
  expect(getEventListeners(other.signal, 'abort')).toHaveLength(0);
});

test('a signal that is already aborted wakes its waiter at once', () => {
  const woken: string[] = [];
  onAbort(AbortSignal.abort(), () => woken.push('once'));
  expect(woken).toStrictEqual(['once']);
});

test('a function that is registered twice and removed once is still called once', () => {
  const controller = new AbortController();
  const woken: string[] = [];
  const wake = (): void => void woken.push('woken');
  onAbort(controller.signal, wake);
  onAbort(controller.signal, wake)();
  controller.abort();
  expect(woken).toStrictEqual(['woken']);
});

test('a wait ends when its time is up or its signal is aborted', async () => {
  const controller = new AbortController();
  await sleep(1, controller.signal);
  const long = sleep(60_000, controller.signal);
  controller.abort();
  await expect(long).rejects.toBeInstanceOf(AbortedError);
  await expect(sleep(60_000, controller.signal)).rejects.toBeInstanceOf(AbortedError);
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});
