import { expect, test } from 'vitest';

import { array, assert, asyncProperty, nat, slow } from '../support/limits/random.ts';

/** A property that fails for three numbers or more, and how often it was tried. */
function countedProperty(): {
  tries: number;
  property: ReturnType<typeof asyncProperty<[number[]]>>;
} {
  const counted = {
    tries: 0,
    property: asyncProperty(array(nat(100), { maxLength: 40 }), async (numbers) => {
      counted.tries += 1;
      await Promise.resolve();
      expect(numbers.length).toBeLessThan(3);
    }),
  };
  return counted;
}

test('a slow property that fails searches for the smallest input that does', async () => {
  const counted = countedProperty();

  await expect(assert(slow(counted.property), { numRuns: 100 })).rejects.toThrow(
    'Counterexample: [[0,0,0]]',
  );
});

test('when the time for that search is up, the input that failed first is reported', async () => {
  const counted = countedProperty();
  let triesBefore = 0;
  const failed = assert(slow(counted.property, -1), { numRuns: 100 }).catch((error: unknown) => {
    triesBefore = Number(/Property failed after (\d+) tests/.exec(String(error))?.[1]);
    throw error;
  });

  await expect(failed).rejects.toThrow(/Counterexample: \[\[\d+,\d+,/);
  expect(counted.tries).toBe(triesBefore);
});

test('a slow property that holds is tried as often as others', async () => {
  let tries = 0;
  const property = asyncProperty(nat(), async () => {
    tries += 1;
    await Promise.resolve();
  });
  await assert(slow(property, -1), { numRuns: 7 });

  expect(tries).toBe(7);
});
