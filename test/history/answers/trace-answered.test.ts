import { expect, test } from 'vitest';

import { traceAnswered } from '../../../src/history/answers/trace-answered.ts';
import { sampleBottle, sampleFormula } from '../../support/answers/sample-answers.ts';

const SPRING = '2023-03-01T00:00:00Z';
const SUMMER = '2023-06-01T00:00:00Z';
const AUTUMN = '2023-09-01T00:00:00Z';

const BIG_SUR = { bottleTag: 'big_sur', introduced: SPRING };

test('a bottle from answers has its dates, but neither a commit nor a path', () => {
  const droppedBy = { version: '2.0', revision: 1 };
  const bottle = sampleBottle({ ...BIG_SUR, dropped: SUMMER, droppedBy });

  const { spans } = traceAnswered(sampleFormula({ key: 'tool', bottles: [bottle] }), undefined);

  const { checksum, version } = bottle;
  expect(spans).toMatchObject([
    {
      checksum,
      introduced: { commit: { oid: undefined, date: SPRING }, path: undefined, version },
      dropped: { commit: { oid: undefined, date: SUMMER }, path: undefined, ...droppedBy },
      unsure: undefined,
    },
  ]);
});

test('a state that could not be read is reported without a place', () => {
  const bottle = sampleBottle({ ...BIG_SUR, isUnsure: true });
  const doubts = [{ bottleTag: undefined, age: 0, position: 0 }];

  const traced = traceAnswered(
    sampleFormula({ key: 'tool', bottles: [bottle], doubts }),
    undefined,
  );

  const [span, doubt] = [traced.spans[0], traced.doubts[0]];
  expect([span?.unsure?.message, span?.unsure?.where]).toEqual([
    'a state of tool before its bottle could not be read when the answers were made',
    undefined,
  ]);
  expect([doubt?.error.message, doubt?.error.where]).toEqual([
    'a state of tool could not be read when the answers were made',
    undefined,
  ]);
});

test('for a moment that is kept, the last bottle before it counts; for any other, the last of all', () => {
  const before = sampleBottle({ ...BIG_SUR, version: '1.0', dropped: AUTUMN });
  const last = sampleBottle({ ...BIG_SUR, version: '2.0', introduced: AUTUMN });
  const earlier = [{ until: SUMMER, bottles: [before], doubts: [] }];
  const formula = sampleFormula({ key: 'tool', bottles: [last], earlier });
  const versions = (until: string | undefined): unknown =>
    traceAnswered(formula, until).spans.map(({ introduced }) => introduced.version);

  expect([undefined, SPRING, SUMMER].map(versions)).toEqual([['2.0'], ['2.0'], ['1.0']]);
});
