import { expect, test } from 'vitest';

import { fewestOf } from '../../src/receipt/sorted-groups.ts';

test('the fewest of more numbers than a call takes is found', () => {
  const numbers = Array.from({ length: 500_000 }, (_, at) => 500_001 - at);

  expect(fewestOf(numbers)).toBe(2);
  expect(fewestOf([])).toBe(Number.POSITIVE_INFINITY);
});
