import { expect, test } from 'vitest';

import type {
  AnsweredBottle,
  AnsweredFormula,
} from '../../../../src/history/answers-file/answers.ts';
import { compareAnswers } from '../../../../src/history/answers-file/check/compare-answers.ts';
import type { CheckedReach } from '../../../../src/history/answers-file/check/compare-formula.ts';
import {
  sampleBottle,
  sampleFormula,
  sampleName,
} from '../../../support/answers/sample-answers.ts';

const REACH: CheckedReach = {
  fileBegins: '2022-01-01T00:00:00Z',
  fileEnds: '2024-01-01T00:00:00Z',
  begins: '2022-01-01T00:00:00Z',
  ends: '2024-01-01T00:00:00Z',
  isSameHistory: true,
  isSameMoment: true,
};

function bottle(facts: Partial<AnsweredBottle> = {}): AnsweredBottle {
  return sampleBottle({
    bottleTag: 'big_sur',
    checksum: 'a'.repeat(64),
    introduced: '2023-01-01T00:00:00Z',
    dropped: '2023-06-01T00:00:00Z',
    droppedBy: { version: '1.1', revision: 0 },
    ...facts,
  });
}

function formula(...bottles: readonly AnsweredBottle[]): AnsweredFormula {
  return sampleFormula({ key: 'foo', bottles });
}

async function compare(
  file: AnsweredFormula | undefined,
  clone: AnsweredFormula | undefined,
  reach: Partial<CheckedReach> = {},
) {
  const list = (each: AnsweredFormula | undefined) => (each === undefined ? [] : [each]);
  const { counts, contradictions } = await compareAnswers(
    { formulae: list(file) },
    { formulae: list(clone) },
    { ...REACH, ...reach },
  );
  const statuses = Object.entries(counts).flatMap(([status, count]) =>
    Array.from({ length: count }, () => status),
  );
  return { statuses, contradictions };
}

test.each([
  ['after the end of its own history', '2031-01-01T00:00:00Z', 'introduced'],
  ['before a clone that shows it come', '1990-01-01T00:00:00Z', 'pkgVersion'],
])('a forged bottle that came %s does not pass unchecked', async (_name, introduced, field) => {
  const forged = bottle({ version: '9.9', introduced, dropped: undefined, droppedBy: undefined });
  const { statuses, contradictions } = await compare(formula(forged), formula(bottle()));

  expect(statuses).toEqual(['differs']);
  expect(contradictions[0]?.differences.map((each) => each.field)).toContain(field);
});

test('names, their meanings and migrations are compared if both are of one moment, whatever history they are from', async () => {
  const name = sampleName({ name: 'foo', formula: 'foo' });
  const era = { formula: 'evil', from: '2022-02-01T00:00:00Z', until: undefined };
  const said = {
    formulae: [],
    names: [{ ...name, eras: [era] }],
    migrations: new Map([['a', 'evil/tap']]),
  };
  const found = { formulae: [], names: [name], migrations: new Map<string, string>() };
  const reach = { ...REACH, isSameHistory: false };

  expect(
    (await compareAnswers(said, found, reach)).contradictions.map((each) => each.formula),
  ).toEqual(['foo', 'a']);
  expect(
    (await compareAnswers(said, found, { ...reach, isSameMoment: false })).contradictions,
  ).toEqual([]);
});

test('a bottle that both describe alike is equal', async () => {
  expect(await compare(formula(bottle()), formula(bottle()))).toEqual({
    statuses: ['equal'],
    contradictions: [],
  });
});

test.each<[string, Partial<AnsweredBottle>, string]>([
  ['version', { version: '0.9' }, 'pkgVersion'],
  ['revision', { revision: 1 }, 'pkgVersion'],
  ['rebuild', { rebuild: 1 }, 'rebuild'],
  ['checksum', { checksum: 'b'.repeat(64) }, 'checksum'],
  ['root_url', { rootUrl: 'https://example.org' }, 'rootUrl'],
  ['cellar', { cellar: undefined }, 'cellar'],
  ['name', { builtAs: 'bar' }, 'builtAs'],
  ['certainty', { isUnsure: true }, 'isUnsure'],
  ['day', { introduced: '2023-02-01T00:00:00Z' }, 'introduced'],
  ['end', { dropped: undefined, droppedBy: undefined }, 'dropped'],
  ['rank', { age: 1 }, 'age'],
])('a different %s is reported with both values', async (_name, facts, field) => {
  const { statuses, contradictions } = await compare(formula(bottle(facts)), formula(bottle()));

  expect(statuses).toEqual(['differs']);
  expect(contradictions).toMatchObject([
    { formula: 'foo', bottleTag: 'big_sur', status: 'differs' },
  ]);
  const difference = contradictions[0]?.differences.find((each) => each.field === field);
  expect(difference?.file).not.toBe(difference?.clone);
});

test('in a history of other commits, another date is distinguished from another bottle', async () => {
  const later = bottle({ introduced: '2023-01-02T00:00:00Z' });
  const other = { isSameHistory: false };

  expect((await compare(formula(later), formula(bottle()), other)).statuses).toEqual(['redated']);
  expect(
    (await compare(formula(bottle({ version: '0.9' })), formula(bottle()), other)).statuses,
  ).toEqual(['differs']);
});

test('a bottle that only one of them has is a contradiction', async () => {
  expect((await compare(formula(bottle()), undefined)).statuses).toEqual(['not-in-clone']);
  expect((await compare(undefined, formula(bottle()))).statuses).toEqual(['not-in-file']);
  expect(
    (await compare(formula(bottle()), formula(bottle(), bottle({ bottleTag: 'all' })))).statuses,
  ).toEqual(['equal', 'not-in-file']);
});

test('a bottle from before the clone begins is not checked, unless the clone has another one', async () => {
  const begins = '2023-03-01T00:00:00Z';
  const found = bottle({ version: '1.0.1', introduced: begins, isFromBeginning: true });
  const another = bottle({ checksum: 'c'.repeat(64), introduced: '2023-04-01T00:00:00Z' });

  expect((await compare(formula(bottle()), formula(found), { begins })).statuses).toEqual([
    'unchecked',
  ]);
  expect((await compare(formula(bottle()), formula(another), { begins })).statuses).toEqual([
    'differs',
  ]);
  expect((await compare(formula(bottle()), undefined, { begins })).statuses).toEqual([
    'not-in-clone',
  ]);
  expect(
    (await compare(formula(bottle()), undefined, { begins: '2023-07-01T00:00:00Z' })).statuses,
  ).toEqual(['unchecked']);
});

test('a bottle that came or went after the clone ends is not checked', async () => {
  const pours = bottle({ dropped: undefined, droppedBy: undefined });

  expect(
    (await compare(formula(bottle()), formula(pours), { ends: '2023-05-01T00:00:00Z' })).statuses,
  ).toEqual(['unchecked']);
  expect(
    (await compare(formula(bottle()), undefined, { ends: '2022-05-01T00:00:00Z' })).statuses,
  ).toEqual(['unchecked']);
});

test('a file claims nothing about a bottle dropped before its history begins', async () => {
  const old = bottle({
    bottleTag: 'catalina',
    introduced: '2020-01-01T00:00:00Z',
    dropped: '2021-01-01T00:00:00Z',
  });
  const reach = { begins: '2019-01-01T00:00:00Z' };

  expect((await compare(undefined, formula(old), reach)).statuses).toEqual(['not-claimed']);
});

test('a bottle of the oldest state may be older than the file says, but not of another version', async () => {
  const begins = '2019-01-01T00:00:00Z';
  const said = bottle({ introduced: REACH.fileBegins, isFromBeginning: true });
  const older = bottle({ introduced: '2021-01-01T00:00:00Z' });

  expect((await compare(formula(said), formula(older), { begins })).statuses).toEqual(['equal']);
  expect(
    (await compare(formula(said), formula({ ...older, version: '0.9' }), { begins })).statuses,
  ).toEqual(['differs']);
});

test('facts about the formula as a whole are compared in the same history', async () => {
  const gone = { ...formula(bottle()), isPresent: false };
  const doubtful = {
    ...formula(bottle()),
    doubts: [{ bottleTag: undefined, age: 0, position: 0 }],
  };

  expect((await compare(gone, formula(bottle()))).contradictions).toMatchObject([
    { bottleTag: undefined, differences: [{ field: 'isPresent', file: 'false', clone: 'true' }] },
  ]);
  expect((await compare(doubtful, formula(bottle()))).statuses).toEqual(['equal', 'differs']);
  expect(
    (await compare(gone, formula(bottle()), { isSameHistory: false, isSameMoment: false }))
      .contradictions,
  ).toEqual([]);
});

test('names that lead elsewhere are contradictions in the same history', async () => {
  const names = (target: string) => [
    sampleName({ name: 'foo' }),
    sampleName({ name: 'f', formula: target, via: 'alias' }),
  ];
  const file = { formulae: [], names: names('foo') };
  const clone = { formulae: [], names: [...names('bar'), sampleName({ name: 'new' })] };

  expect((await compareAnswers(file, clone, REACH)).contradictions).toEqual([
    {
      formula: 'f',
      bottleTag: undefined,
      status: 'differs',
      differences: [{ field: 'leads-to', file: 'foo (alias)', clone: 'bar (alias)' }],
    },
    {
      formula: 'new',
      bottleTag: undefined,
      status: 'not-in-file',
      differences: [{ field: 'leads-to', file: undefined, clone: 'new (file)' }],
    },
  ]);
  expect(
    (await compareAnswers(file, clone, { ...REACH, isSameHistory: false, isSameMoment: false }))
      .contradictions,
  ).toEqual([]);
});

test('a formula that the clone cannot answer for is not checked', async () => {
  const file = { formulae: [formula(bottle(), bottle({ bottleTag: 'all' }))] };
  const { counts, contradictions } = await compareAnswers(
    file,
    { formulae: [], unread: ['foo'] },
    REACH,
  );

  expect(counts).toMatchObject({ unchecked: 2, equal: 0 });
  expect(contradictions).toEqual([]);
});

test('the last bottles before an alias led elsewhere are compared too, whatever the order of their facts', async () => {
  const until = '2023-05-01T00:00:00Z';
  const then = (facts: Partial<AnsweredBottle>) => ({
    ...formula(bottle()),
    earlier: [{ until, bottles: [bottle(facts)], doubts: [] }],
  });
  const { bottleTag, ...others } = bottle();
  const turned = { ...others, bottleTag };
  const same = { ...formula(bottle()), earlier: [{ doubts: [], bottles: [turned], until }] };

  expect((await compare(then({}), same)).contradictions).toEqual([]);
  expect((await compare(then({ version: '0.8' }), same)).contradictions).toMatchObject([
    {
      bottleTag: undefined,
      differences: [
        { field: 'pkgVersion', until, bottleTag: 'big_sur', file: '0.8', clone: '1.0' },
      ],
    },
  ]);
  expect((await compare(formula(bottle()), same)).contradictions).toMatchObject([
    { differences: [{ field: 'earlier', file: '', clone: until }] },
  ]);
});
