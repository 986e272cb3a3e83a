import { expect, test } from 'vitest';

import { fewestOf } from '../../src/receipt/sorted-groups.ts';

test('the lowest of more numbers than a call can take is found', () => {
  const numbers = Array.from({ length: 500_000 }, (_, at) => 500_001 - at);

  expect(fewestOf(numbers)).toBe(2);
  expect(fewestOf([])).toBe(Number.POSITIVE_INFINITY);
});
