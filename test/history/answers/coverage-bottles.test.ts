import { expect, test } from 'vitest';

import { parseTargetTag } from '../../../src/core/target.ts';
import { findCoverageBottles } from '../../../src/history/answers/coverage-bottles.ts';
import { planCoverage } from '../../../src/history/answers/plan-coverage.ts';
import { findLast, isSameBottle } from '../../../src/history/rules/find-last.ts';
import { listLatest, traceLastBottles } from '../../../src/history/rules/list-spans.ts';
import type { BottleSpan } from '../../../src/history/state/bottle-span.ts';
import { historyStates } from '../../support/history-states.ts';
import { shortBottle } from '../../support/page/short-bottle.ts';

const STATES = historyStates(['1.0 big_sur=a', '1.1 big_sur=b monterey=c', '1.2 monterey=d']);
const SPANS = traceLastBottles(STATES).spans;

async function find(spans: readonly BottleSpan[]): Promise<readonly BottleSpan[]> {
  const formula = { name: 'foo', isPresent: true, ...listLatest(STATES) };
  const coverage = await planCoverage([formula], parseTargetTag('big_sur'), { exactOnly: false });
  const { rows } = await findCoverageBottles(coverage, async (_, last) => findLast(spans, last));
  return rows.map(({ span }) => span);
}

test('each row gets the bottle that it counts, with its commits', async () => {
  const [span, ...others] = await find(SPANS);

  expect(others).toEqual([]);
  expect(span).toBe(SPANS.find(({ bottleTag }) => bottleTag === 'big_sur'));
  expect(span?.introduced).toMatchObject({ version: '1.1' });
  expect(span?.dropped).toMatchObject({ version: '1.2' });
});

test('a bottle that differs from its row is never given for it', async () => {
  const otherVersion = SPANS.map((span) => ({
    ...span,
    introduced: { ...span.introduced, version: '0.9' },
  }));

  for (const spans of [[], otherVersion]) {
    await expect(find(spans)).rejects.toThrow('Internal error: the last big_sur bottle of foo');
  }
});

test.each([
  ['tag', { bottleTag: 'monterey' }],
  ['version', { version: '2' }],
  ['revision', { revision: 1 }],
  ['rebuild', { rebuild: 1 }],
  ['state', { age: 1 }],
  ['place in its state', { position: 1 }],
  ['end', { dropped: '2024-01-01T00:00:00Z' }],
])('bottles with another %s are not the same', (_, more) => {
  const bottle = shortBottle('big_sur');

  expect(isSameBottle({ ...bottle }, bottle)).toBe(true);
  expect(isSameBottle({ ...bottle, ...more }, bottle)).toBe(false);
});
