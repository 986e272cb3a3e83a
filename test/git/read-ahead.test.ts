import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { readAhead } from '../../src/git/read-ahead.ts';
import { array, assert, asyncProperty, nat, tries } from '../support/limits/random.ts';

/** A source that yields numbers when it is told to, and records whether it was closed. */
class Gate {
  isClosed = false;
  #release: (() => void) | undefined;

  release(): void {
    this.#release?.();
  }

  async *numbers(count: number): AsyncGenerator<number, void, undefined> {
    try {
      for (let number = 0; number < count; number += 1) {
        await new Promise<void>((resolve) => (this.#release = resolve));
        yield number;
      }
    } finally {
      this.isClosed = true;
    }
  }
}

test('items come in order, whatever the pace, up to where the loop is left', async () => {
  const pace = array(nat(2), { minLength: 12, maxLength: 12 });
  await assert(
    asyncProperty(pace, pace, nat(14), nat(3), async (source, user, until, most) => {
      let isClosed = false;
      async function* numbers(): AsyncGenerator<number, void, undefined> {
        try {
          for (const [index, ticks] of source.entries()) {
            for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
            yield index;
          }
        } finally {
          isClosed = true;
        }
      }
      const seen: number[] = [];
      for await (const batch of readAhead(numbers(), { most: most + 1, weigh: () => 1 })) {
        for (let tick = 0; tick < (user[seen.length] ?? 0); tick += 1) await Promise.resolve();
        seen.push(...batch);
        if (seen.length > until) break;
      }
      expect(seen).toEqual(Array.from(seen, (_, index) => index));
      expect(seen.length).toBeGreaterThanOrEqual(Math.min(until + 1, source.length));
      expect(isClosed).toBe(true);
    }),
    tries(300),
  );
});

test('a loop ends if it is left while the source works on an item that fills the read-ahead', async () => {
  const gate = new Gate();
  const ahead = readAhead(gate.numbers(9), { most: 1, weigh: () => 1 });
  const first = ahead.next();
  await pause(0);
  gate.release();
  expect(await first).toEqual({ done: false, value: [0] });
  // The source is asked for the next one, which comes after the loop is left.
  await pause(0);
  const left = ahead.return();
  await pause(0);
  gate.release();

  await expect(left).resolves.toEqual({ done: true, value: undefined });
  expect(gate.isClosed).toBe(true);
});

test('leaving the loop can stop what the source waits for, and a source that has ended is not stopped', async () => {
  const stops: string[] = [];
  const gate = new Gate();
  const stop = (): void => {
    stops.push('stopped');
    gate.release();
  };
  const ahead = readAhead(gate.numbers(2), { most: 9, weigh: () => 1, stop });
  const first = ahead.next();
  await pause(0);
  gate.release();
  await first;
  await ahead.return();
  expect(stops).toEqual(['stopped']);

  async function* two(): AsyncGenerator<number, void, undefined> {
    yield 1;
    yield 2;
  }
  for await (const _ of readAhead(two(), { most: 9, weigh: () => 1, stop }));
  expect(stops).toEqual(['stopped']);
});
