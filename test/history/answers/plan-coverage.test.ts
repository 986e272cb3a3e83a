import { expect, test } from 'vitest';

import type { LatestBottles } from '../../../src/history/state/bottle-span.ts';
import { parseTargetTag } from '../../../src/core/target.ts';
import { listLatest } from '../../../src/history/rules/list-spans.ts';
import { planCoverage } from '../../../src/history/answers/plan-coverage.ts';
import { countTurns } from '../../support/count-turns.ts';
import { historyStates } from '../../support/history-states.ts';

function formula(name: string, history: readonly string[], isPresent = true): LatestBottles {
  return { name, isPresent, ...listLatest(historyStates(history)) };
}

const FORMULAE = [
  formula('gone', ['1.0 big_sur=a', 'deleted'], false),
  formula('kept', ['1.0 big_sur=a', '1.1 big_sur=b monterey=c']),
  formula('older', ['1.0 catalina=a', '1.1 catalina=a', '1.2 monterey=b']),
  formula('every', ['1.0 all=a']),
  formula('newer', ['1.0 monterey=a']),
  formula('unsure', ['1.0 big_sur=z', 'unreadable', '1.1 big_sur=a', '1.2']),
];

test('a coverage says what pours, what stopped and when for every formula that ever had a bottle', async () => {
  const { pours, ever, months, rows } = await planCoverage(FORMULAE, parseTargetTag('big_sur'), {
    exactOnly: false,
  });

  expect({ pours, ever, months }).toEqual({
    pours: 2,
    ever: 5,
    months: [{ month: '2023-01', stopped: 3 }],
  });
  expect(
    rows.map((row) => [row.name, row.status, row.pkgVersion, row.match, row.isUnsure]),
  ).toEqual([
    ['gone', 'removed', '1.0', 'exact', false],
    ['kept', 'pours', '1.1', 'exact', false],
    ['older', 'stopped', '1.0', 'older', false],
    ['every', 'pours', '1.0', 'all', false],
    ['unsure', 'stopped', '1.1', 'exact', true],
  ]);
});

test('only the exact system counts when the caller asks for it, and a filter selects by name', async () => {
  const { rows } = await planCoverage(FORMULAE, parseTargetTag('big_sur'), {
    exactOnly: true,
    filter: 'E',
  });

  expect(rows.map(({ name }) => name)).toEqual(['gone', 'kept', 'every', 'unsure']);
});

test('months in which nothing stopped are listed too, across the turn of the year', async () => {
  const bottle = {
    bottleTag: 'big_sur',
    version: '1',
    revision: 0,
    rebuild: 0,
    age: 1,
    position: 0,
  };
  const dropped = ['2022-11-30T00:00:00Z', '2023-02-01T00:00:00Z'];
  const formulae = dropped.map((date, index) => ({
    name: `f${index}`,
    isPresent: true,
    bottles: [{ ...bottle, introduced: '2021-01-01T00:00:00Z', dropped: date, isUnsure: false }],
    doubts: [],
  }));

  const { months } = await planCoverage(formulae, parseTargetTag('big_sur'), { exactOnly: false });

  expect(months.map(({ month, stopped }) => `${month} ${stopped}`)).toEqual([
    '2022-11 1',
    '2022-12 0',
    '2023-01 0',
    '2023-02 1',
  ]);
});

test('an abort takes effect at each formula', async () => {
  const target = parseTargetTag('big_sur');
  const many = Array.from({ length: 50 }, () => FORMULAE).flat();
  const turns = await countTurns(() => planCoverage(many, target, { exactOnly: false }));
  expect(turns).toBeGreaterThan(many.length - 1);

  const signal = AbortSignal.abort();
  const aborted = countTurns(() => planCoverage(many, target, { exactOnly: false, signal }));
  await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
});
