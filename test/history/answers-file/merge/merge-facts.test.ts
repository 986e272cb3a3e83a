import { expect, test } from 'vitest';

import { DisagreementError, UsageError } from '../../../../src/core/errors.ts';
import type {
  AnsweredBottle,
  AnsweredFormula,
  AnsweredName,
  Answers,
} from '../../../../src/history/answers-file/answers.ts';
import { mergeAnswers } from '../../../../src/history/answers-file/merge/merge-answers.ts';
import { historyAnswers, hour } from '../../../support/answers/history-answers.ts';
import {
  sampleFormula,
  sampleHeader,
  sampleName,
} from '../../../support/answers/sample-answers.ts';

function bottleOf({ formulae }: Answers, key: string, bottleTag: string): AnsweredBottle {
  const found = formulae
    .find((formula) => formula.key === key)
    ?.bottles.find((bottle) => bottle.bottleTag === bottleTag);
  if (found === undefined) throw new Error(`${key} has no bottle for ${bottleTag}`);
  return found;
}

/** Answers with only these facts, from the first to the last hour. */
function answersOf(
  [from, until]: readonly [number, number],
  formulae: readonly AnsweredFormula[],
  names: readonly AnsweredName[] = formulae.map(({ key }) => sampleName({ name: key })),
): Answers {
  const header = sampleHeader({
    begins: hour(from),
    head: { commit: undefined, date: hour(until) },
    sources: [],
  });
  return { header, formulae, names, migrations: new Map() };
}

test('a bottle that only the older answers have counts as dropped when those answers end', () => {
  const older = historyAnswers({ foo: ['1.0 big_sur=a monterey=b'] }, { from: 0, until: 4 });
  const newer = historyAnswers({ foo: ['1.0 monterey=b'] }, { from: 2, until: 9 });

  const { answers } = mergeAnswers(newer, older);

  expect(bottleOf(answers, 'foo', 'big_sur')).toMatchObject({
    dropped: hour(4),
    droppedBy: undefined,
    age: 1,
  });
  expect(bottleOf(answers, 'foo', 'monterey')).toMatchObject({ dropped: undefined, age: 0 });
});

test('the newer answers decide when a bottle was dropped, even if a slower mirror had it longer', () => {
  const older = historyAnswers(
    { foo: ['1.0 all=a', '1.0 all=a', '1.0 all=a', '1.1'] },
    { from: 0, until: 4 },
  );
  const newer = historyAnswers({ foo: ['1.0 all=a', '1.0 all=a', '1.2'] }, { from: 1, until: 9 });

  expect(bottleOf(mergeAnswers(older, newer).answers, 'foo', 'all')).toMatchObject({
    introduced: hour(0),
    dropped: hour(2),
    droppedBy: { version: '1.2' },
  });
});

test('of two bottles of a tag, the one that was offered until later stays, whichever answers have it', () => {
  const older = historyAnswers(
    { foo: ['1.0 all=a', '1.1 all=b', '1.1 all=b', '1.1'] },
    { from: 0, until: 4 },
  );
  const newer = historyAnswers({ foo: ['1.0 all=a', '1.0 all=a', '1.2'] }, { from: 1, until: 9 });

  for (const { answers } of [mergeAnswers(older, newer), mergeAnswers(newer, older)]) {
    expect(bottleOf(answers, 'foo', 'all')).toMatchObject({ version: '1.1', dropped: hour(3) });
  }
});

test('if nothing is known about the time between two answers, the merged ones go back to its end', () => {
  const history = { foo: ['1.0', '1.0 big_sur=a', '1.1 big_sur=a', '1.1 big_sur=c'] };
  const older = historyAnswers(history, { from: 0, until: 1 }, { source: 'one' });
  const newer = historyAnswers({ foo: ['1.2'], bar: ['2.0 all=z'] }, { from: 5, until: 9 });

  const { answers, notes } = mergeAnswers(older, newer);

  expect(answers.header).toMatchObject({
    begins: hour(5),
    head: { date: hour(9) },
    sources: [
      { name: 'one', from: hour(0), until: hour(1) },
      { name: 'homebrew/core', from: hour(5), until: hour(9) },
    ],
  });
  expect(notes).toEqual([
    `Nothing is known about the time from ${hour(1)} to ${hour(5)}, so the merged answers only go back to ${hour(5)}.`,
  ]);
  expect(bottleOf(answers, 'foo', 'big_sur')).toMatchObject({ version: '1.0', dropped: hour(5) });
});

test('a version from the beginning gives way to a sure one in answers that go farther back', () => {
  const history = { foo: ['1.0', '1.0 big_sur=a', '1.1 big_sur=a', '1.1'] };
  const late = historyAnswers(history, { from: 2, until: 3 });
  const early = historyAnswers(history, { from: 0, until: 2 });

  expect(bottleOf(late, 'foo', 'big_sur')).toMatchObject({ version: '1.1', isFromBeginning: true });
  expect(bottleOf(mergeAnswers(late, early).answers, 'foo', 'big_sur')).toMatchObject({
    version: '1.0',
    introduced: hour(1),
    isFromBeginning: false,
    dropped: hour(3),
  });
});

test('an older state decides if the newer answers did not see it, as when a block comes back bumped', () => {
  const history = { foo: ['1.0 big_sur=a', '1.0 big_sur=a', '1.0', '1.0', '2.0 big_sur=a', '2.0'] };
  const early = historyAnswers({ foo: ['1.0', ...history.foo] }, { from: 0, until: 3 });
  const late = historyAnswers({ foo: ['1.0', ...history.foo] }, { from: 3, until: 6 });

  expect(bottleOf(late, 'foo', 'big_sur')).toMatchObject({
    version: '2.0',
    isFromBeginning: false,
  });
  expect(bottleOf(mergeAnswers(late, early).answers, 'foo', 'big_sur')).toMatchObject({
    version: '1.0',
    dropped: hour(6),
  });
});

test('an unsure version gives way to a sure one in answers that go as far back', () => {
  const hours = { from: 0, until: 3 };
  const one = historyAnswers({ foo: ['1.0', '? big_sur=a', '1.1 big_sur=a', '1.1'] }, hours);
  const two = historyAnswers({ foo: ['1.0', '1.0 big_sur=a', '1.1 big_sur=a', '1.1'] }, hours);

  expect(bottleOf(one, 'foo', 'big_sur')).toMatchObject({ version: '1.1', isUnsure: true });
  for (const { answers } of [mergeAnswers(one, two), mergeAnswers(two, one)]) {
    expect(bottleOf(answers, 'foo', 'big_sur')).toMatchObject({
      version: '1.0',
      introduced: hour(1),
      isUnsure: false,
    });
  }
});

test('an unsure version becomes sure if other answers go as far back and say the same', () => {
  const hours = { from: 0, until: 3 };
  const one = historyAnswers({ foo: ['? big_sur=a', '1.0 big_sur=a'] }, hours);
  const two = historyAnswers({ foo: ['1.0', '1.0', '1.0 big_sur=a'] }, hours);

  expect(bottleOf(one, 'foo', 'big_sur').isUnsure).toBe(true);
  expect(bottleOf(mergeAnswers(one, two).answers, 'foo', 'big_sur')).toMatchObject({
    version: '1.0',
    introduced: hour(1),
    isUnsure: false,
  });
});

test('two bottles of one tag at the moment when both answers end are reported and refused', () => {
  const hours = { from: 0, until: 2 };
  const one = historyAnswers({ foo: ['1.0', '1.0 big_sur=a'] }, hours);
  const two = historyAnswers({ foo: ['1.0', '1.0 big_sur=b'] }, hours);

  expect(() => mergeAnswers(one, two)).toThrow(DisagreementError);
  expect(() => mergeAnswers(one, two)).toThrow(/foo: the sha256 of the bottle for big_sur on 2023/);
});

test('everything that disagrees is counted, and a hint says what to do', () => {
  const hours = { from: 0, until: 2 };
  const tell = (version: string): Answers =>
    historyAnswers(
      { foo: ['1.0', `${version} big_sur=a`], bar: ['1.0', `${version} all=b monterey=c`] },
      hours,
    );
  let hint: string | undefined;
  try {
    mergeAnswers(tell('1.1'), tell('1.2'));
  } catch (error) {
    if (error instanceof DisagreementError) ({ hint } = error);
  }

  expect(hint).toMatch(/^Compare each file with a clone .* The answers disagree about 2 more\.$/);
});

test('a formula that was renamed between two answers is one formula', () => {
  const older = historyAnswers({ old: ['1.0', '1.0 big_sur=a', '1.0'] }, { from: 0, until: 2 });
  const renamed = historyAnswers({ new: ['1.1', '1.1', '1.1 all=z'] }, { from: 1, until: 9 });
  const newer: Answers = {
    ...renamed,
    formulae: renamed.formulae.map((formula) => ({ ...formula, oldNames: ['old'] })),
    names: [...renamed.names, sampleName({ name: 'old', formula: 'new', via: 'rename' })],
  };

  const { answers } = mergeAnswers(older, newer);

  expect(answers.formulae.map(({ key }) => key)).toEqual(['new']);
  expect(bottleOf(answers, 'new', 'big_sur')).toMatchObject({ builtAs: 'old', age: 1 });
  expect(answers.names.map(({ name, formula }) => [name, formula])).toEqual([
    ['new', 'new'],
    ['old', 'new'],
  ]);
});

test('a formula whose name became an alias of another one is kept as the former holder of the name', () => {
  const older = historyAnswers({ node: ['1.0', '1.0 big_sur=a', '1.0'] }, { from: 0, until: 2 });
  const newer = historyAnswers(
    { 'node@2': ['2.0 all=b'] },
    { from: 1, until: 9 },
    { aliases: { node: { 3: 'node@2' } } },
  );

  const { answers } = mergeAnswers(older, newer);

  expect(answers.formulae.map(({ key, name }) => [key, name])).toEqual([
    ['former/node', 'node'],
    ['node@2', 'node@2'],
  ]);
  expect(answers.names.find(({ name }) => name === 'node')).toMatchObject({
    formula: 'node@2',
    via: 'alias',
    former: 'former/node',
  });
});

test('an alias that only the older answers know ends when those answers end', () => {
  const history = { foo: ['1.0 big_sur=a', '1.0 big_sur=a', '1.0 big_sur=a', '2.0 monterey=b'] };
  const older = historyAnswers(history, { from: 0, until: 2 }, { aliases: { al: { 1: 'foo' } } });
  const newer = historyAnswers(history, { from: 2, until: 9 });

  const { answers } = mergeAnswers(older, newer);

  expect(answers.names.find(({ name }) => name === 'al')).toEqual({
    name: 'al',
    formula: undefined,
    via: 'history',
    eras: [{ formula: 'foo', from: hour(1), until: hour(2) }],
    former: undefined,
  });
  expect(answers.formulae[0]?.earlier).toMatchObject([
    { until: hour(2), bottles: [{ bottleTag: 'big_sur', dropped: hour(3) }] },
  ]);
});

test('the merged answers cover the targets that both cover, and hold only bottles for those', () => {
  const hours = { from: 0, until: 2 };
  const history = {
    foo: ['1.0', '1.0 sonoma=a monterey=b big_sur=c arm64_sonoma=d', '1.1 sonoma=e monterey=b'],
  };
  const one = historyAnswers(history, hours, { targets: ['monterey', 'sonoma'] });
  const two = historyAnswers(history, { ...hours, from: 1 }, { targets: ['big_sur', 'monterey'] });

  const { answers, notes } = mergeAnswers(one, two);

  expect(answers.header.targets).toEqual(['monterey']);
  expect(answers.formulae[0]?.bottles.map(({ bottleTag, age }) => [bottleTag, age])).toEqual([
    ['monterey', 0],
    ['big_sur', 1],
  ]);
  expect(notes).toEqual([
    'The merged answers cover only the targets that both cover, monterey, and hold only bottles for those.',
  ]);
});

test('answers without a common target or for different taps are not merged', () => {
  const one = historyAnswers({}, { from: 0, until: 2 }, { targets: ['big_sur'] });
  const two = historyAnswers({}, { from: 0, until: 2 }, { targets: ['sonoma'] });
  const other = { ...one, header: { ...one.header, tap: 'user/tap' } };

  expect(() => mergeAnswers(one, two)).toThrow(UsageError);
  expect(() => mergeAnswers(one, other)).toThrow(
    'answers for homebrew/core and user/tap cannot be merged',
  );
});

test('a doubt of the older answers ranks behind a bottle that the newer ones saw', () => {
  const older = answersOf(
    [0, 5],
    [sampleFormula({ key: 'foo', doubts: [{ bottleTag: 'catalina', age: 0, position: 0 }] })],
  );
  const newer = historyAnswers(
    { foo: ['1.0', '1.0', '1.0 big_sur=a', '1.0'] },
    { from: 2, until: 9 },
  );

  const { answers } = mergeAnswers(older, newer);

  expect(bottleOf(answers, 'foo', 'big_sur').age).toBe(0);
  expect(answers.formulae[0]?.doubts).toEqual([{ bottleTag: 'catalina', age: 1, position: 0 }]);
});

test('a formula missing from the newer answers is gone, and one that moved back no longer counts as moved', () => {
  const older: Answers = {
    ...historyAnswers({ gone: ['1.0 big_sur=a'], foo: ['1.0'] }, { from: 0, until: 4 }),
    migrations: new Map([
      ['foo', 'user/tap'],
      ['other', 'user/tap'],
    ]),
  };
  const newer = historyAnswers({ foo: ['1.0'] }, { from: 2, until: 9 });

  const { answers } = mergeAnswers(older, newer);

  expect(answers.formulae.map(({ key, isPresent }) => [key, isPresent])).toEqual([
    ['foo', true],
    ['gone', false],
  ]);
  expect(answers.names.find(({ name }) => name === 'gone')?.via).toBe('history');
  expect([...answers.migrations]).toEqual([['other', 'user/tap']]);
});
