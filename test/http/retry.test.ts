import { expect, test } from 'vitest';

import { AbortedError, RateLimitedError, RegistryResponseError } from '../../src/core/errors.ts';
import type { BrewpullEvent } from '../../src/core/events.ts';
import { systemClock } from '../../src/http/clock.ts';
import type { HttpResponse } from '../../src/http/transport/exchange.ts';
import { explainNetworkFailure } from '../../src/http/transport/network-failure.ts';
import { sendWithRetries } from '../../src/http/retry.ts';

/** Gives the answers in turn, the last one forever; an `Error` is thrown. */
async function send(
  answers: readonly (Answer | Error)[],
  random = 0,
): Promise<{ result: unknown; asked: number; slept: number[]; events: BrewpullEvent[] }> {
  let asked = 0;
  const slept: number[] = [];
  const events: BrewpullEvent[] = [];
  const clock = {
    now: () => 0,
    random: () => random,
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  };
  const result = await sendWithRetries(
    'the index of vim',
    { clock, onEvent: (event) => events.push(event), signal: undefined },
    async () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (answer instanceof Error) throw answer;
      return respond(answer ?? { status: 200 });
    },
  ).catch((error: unknown) => error);
  return { result, asked, slept, events };
}

interface Answer {
  readonly status: number;
  readonly retryAfter?: string;
  readonly body?: string;
}

function respond({ status, retryAfter, body = '' }: Answer): HttpResponse {
  return {
    status,
    headers: new Map(retryAfter === undefined ? [] : [['retry-after', retryAfter]]),
    body: (async function* () {
      yield Buffer.from(body);
    })(),
    discard: () => undefined,
    peer: undefined,
  };
}

test.each([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])(
  '%d is tried again',
  async (status) => {
    const { result, asked, events } = await send([{ status }, { status: 200 }]);

    expect(result).toMatchObject({ status: 200 });
    expect(asked).toBe(2);
    expect(events).toEqual([
      { type: 'retry', what: 'the index of vim', reason: `answered with ${status}`, delayMs: 250 },
    ]);
  },
);

test.each([200, 206, 301, 400, 401, 403, 404, 416, 501])('%d is an answer', async (status) => {
  const { result, asked } = await send([{ status }]);

  expect(result).toMatchObject({ status });
  expect(asked).toBe(1);
});

test('waits grow, are spread at random, and end after five tries', async () => {
  const least = await send([{ status: 503 }], 0);
  const most = await send([{ status: 503 }], 0.999_999);

  expect(least.slept).toEqual([250, 250, 250, 250]);
  expect(most.slept).toEqual([500, 1000, 2000, 4000]);
  expect(least.asked).toBe(5);
  expect(least.result).toBeInstanceOf(RegistryResponseError);
  expect(least.result).toMatchObject({ status: 503 });
});

test('broken connections are tried again, and permanent failures are not', async () => {
  const url = new URL('https://ghcr.io/');
  const reset = explainNetworkFailure(url, Object.assign(new Error('x'), { code: 'ECONNRESET' }));
  const unknown = explainNetworkFailure(url, Object.assign(new Error('x'), { code: 'ENOTFOUND' }));

  expect((await send([reset, { status: 200 }])).result).toMatchObject({ status: 200 });
  expect(await send([reset])).toMatchObject({ asked: 5, result: reset });
  expect(await send([unknown])).toMatchObject({ asked: 1, result: unknown });
  const bug = new TypeError('a bug');
  expect(await send([bug])).toMatchObject({ asked: 1, result: bug });
});

test('a wait of a minute is kept, and a longer one is reported', async () => {
  const kept = await send([{ status: 503, retryAfter: '60' }, { status: 200 }]);
  const told = await send([{ status: 503, retryAfter: '61' }]);

  expect(kept.slept).toEqual([60_000]);
  expect(told).toMatchObject({ asked: 1, slept: [] });
  expect(told.result).toBeInstanceOf(RateLimitedError);
  expect(told.result).toMatchObject({
    retryAfterMs: 61_000,
    message: expect.stringContaining('61 seconds'),
  });
});

test('a server that says "at once" again and again is given more time with each try', async () => {
  const message = '{"errors":[{"message":"retry-after: 880.092µs, allowed: 44000/minute"}]}';
  const { slept, result } = await send([{ status: 429, body: message }], 0.999_999);

  expect(slept).toEqual([1, 1000, 2000, 4000]);
  expect(result).toBeInstanceOf(RateLimitedError);
});

test('403 with a time to wait is a rate limit like 429', async () => {
  const limited = { status: 403, retryAfter: '7' };
  const passed = await send([limited, { status: 200 }]);
  const kept = await send([limited]);
  const long = await send([{ status: 403, retryAfter: '3600' }]);

  expect(passed).toMatchObject({ slept: [7000], result: { status: 200 } });
  expect(kept).toMatchObject({ asked: 5 });
  expect(kept.result).toBeInstanceOf(RateLimitedError);
  expect(long).toMatchObject({ asked: 1, slept: [] });
  expect(long.result).toMatchObject({ retryAfterMs: 3_600_000 });
});

test('a pause ends when the user interrupts', async () => {
  const controller = new AbortController();
  const sleeping = systemClock.sleep(60_000, controller.signal);
  controller.abort();

  await expect(sleeping).rejects.toThrow(AbortedError);
});
