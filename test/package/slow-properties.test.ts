import { expect, test } from 'vitest';

import { array, assert, asyncProperty, nat, slow } from '../support/limits/random.ts';

test('a slow property that fails looks for a smaller input for a while, and then says the smallest', async () => {
  let calls = 0;
  const property = asyncProperty(array(nat(100), { minLength: 40 }), async (numbers) => {
    calls += 1;
    await Promise.resolve();
    expect(numbers.length).toBeLessThan(40);
  });
  await expect(assert(slow(property, -1), { numRuns: 3 })).rejects.toThrow(
    /Property failed after 1 tests\n.*\nCounterexample: \[\[/,
  );
  expect(calls).toBe(1);
});

test('a slow property that holds is tried as often as any', async () => {
  let calls = 0;
  const property = asyncProperty(nat(), async () => {
    calls += 1;
    await Promise.resolve();
  });
  await assert(slow(property, -1), { numRuns: 7 });

  expect(calls).toBe(7);
});
