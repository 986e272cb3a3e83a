import { expect, test } from 'vitest';

import type { AnsweredFormula, Answers } from '../../../../src/history/answers-file/answers.ts';
import { answersOfTap } from '../../../support/answers/answers-of-tap.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import type { TapCommit } from '../../../support/tap/fast-import.ts';
import { formulaText } from '../../../support/tap/formula-text.ts';

/** Collects the answers of a tap, for some targets or for all. */
async function collect(
  commits: readonly TapCommit[],
  targets?: readonly string[],
): Promise<Answers> {
  await using tap = await buildTap({ commits });
  return await answersOfTap(tap.path, targets === undefined ? {} : { targets });
}

function formulaIn({ formulae }: Answers, key: string): AnsweredFormula | undefined {
  return formulae.find((each) => each.key === key);
}

/** A formula of this version; each checksum is the letter of its bottle, repeated. */
function built(name: string, version: string, bottles: Readonly<Record<string, string>>): string {
  const entries = Object.entries(bottles).map(([tag, letter]) => [tag, letter.repeat(64)]);
  return formulaText({ name, version, bottle: { entries: Object.fromEntries(entries) } });
}

function on(date: string, change: Omit<TapCommit, 'subject'>): TapCommit {
  return { subject: date, date: `${date}T00:00:00Z`, ...change };
}

const path = (name: string): string => `Formula/${name}.rb`;

const VIM: readonly TapCommit[] = [
  on('2023-01-01', { write: { [path('vim')]: built('vim', '1.0', { big_sur: 'a' }) } }),
  on('2023-02-01', {
    write: { [path('vim')]: built('vim', '1.1', { sonoma: 'b', big_sur: 'a', x86_64_linux: 'c' }) },
  }),
  on('2023-03-01', { write: { [path('vim')]: built('vim', '1.1', { sonoma: 'b' }) } }),
  on('2023-04-01', { write: { [path('vim')]: formulaText({ name: 'vim', version: '1.2' }) } }),
];

test('the last bottle of each tag has its version, its date, what dropped it, and its rank', async () => {
  const answers = await collect(VIM);

  expect(answers.header).toMatchObject({
    tap: 'homebrew/core',
    head: { date: '2023-04-01T00:00:00Z' },
    begins: '2023-01-01T00:00:00Z',
    targets: undefined,
  });
  const vim = formulaIn(answers, 'vim');
  expect(vim).toMatchObject({
    name: 'vim',
    isPresent: true,
    newest: { version: '1.2', revision: 0, rebuild: 0 },
    doubts: [],
    earlier: [],
  });
  const common = { algorithm: 'sha256', builtAs: 'vim', revision: 0, isUnsure: false };
  expect(vim?.bottles).toMatchObject([
    {
      ...common,
      bottleTag: 'sonoma',
      version: '1.1',
      age: 0,
      position: 0,
      introduced: '2023-02-01T00:00:00Z',
      dropped: '2023-04-01T00:00:00Z',
      droppedBy: { version: '1.2', revision: 0 },
      isFromBeginning: false,
    },
    {
      ...common,
      bottleTag: 'big_sur',
      version: '1.0',
      checksum: 'a'.repeat(64),
      age: 1,
      position: 0,
      introduced: '2023-01-01T00:00:00Z',
      dropped: '2023-03-01T00:00:00Z',
      droppedBy: { version: '1.1', revision: 0 },
      isFromBeginning: true,
    },
    { ...common, bottleTag: 'x86_64_linux', version: '1.1', age: 1, position: 1 },
  ]);
});

test('answers for some targets keep only the bottles that one of them can use', async () => {
  const answers = await collect(VIM, ['monterey', 'big_sur']);

  expect(answers.header.targets).toEqual(['big_sur', 'monterey']);
  expect(formulaIn(answers, 'vim')?.bottles).toMatchObject([
    { bottleTag: 'big_sur', version: '1.0', age: 0, position: 0 },
  ]);
});

test('a formula that was deleted, or whose name is now an alias of another one, keeps its answers', async () => {
  const answers = await collect([
    on('2023-01-01', {
      write: {
        [path('icu4c')]: built('icu4c', '73', { big_sur: 'a' }),
        [path('gone')]: built('gone', '2', { big_sur: 'b' }),
        [path('vi')]: built('vi', '8', { big_sur: 'e' }),
      },
    }),
    on('2024-01-01', {
      remove: [path('icu4c'), path('gone'), path('vi')],
      write: {
        [path('icu4c@76')]: built('icu4c@76', '76', { sonoma: 'c' }),
        [path('vim')]: built('vim', '9', { big_sur: 'f' }),
        'formula_renames.json': '{"vi": "vim"}',
        'tap_migrations.json': '{"gone": "acme/tools", "odd/name": "acme/tools", "no": "a b"}',
      },
      link: { 'Aliases/icu4c': '../Formula/icu4c@76.rb' },
    }),
  ]);

  expect(answers.formulae.map(({ key, isPresent }) => [key, isPresent])).toEqual([
    ['former/icu4c', false],
    ['gone', false],
    ['icu4c@76', true],
    ['vim', true],
  ]);
  expect(formulaIn(answers, 'vim')?.oldNames).toEqual(['vi']);
  expect(formulaIn(answers, 'gone')?.bottles).toMatchObject([
    { dropped: '2024-01-01T00:00:00Z', droppedBy: undefined },
  ]);
  const since = { formula: 'icu4c@76', from: '2024-01-01T00:00:00Z', until: undefined };
  expect(answers.names).toEqual([
    { name: 'gone', formula: 'gone', via: 'history', eras: [], former: undefined },
    { name: 'icu4c', formula: 'icu4c@76', via: 'alias', eras: [since], former: 'former/icu4c' },
    { name: 'icu4c@76', formula: 'icu4c@76', via: 'file', eras: [], former: undefined },
    { name: 'vi', formula: 'vim', via: 'rename', eras: [], former: undefined },
    { name: 'vim', formula: 'vim', via: 'file', eras: [], former: undefined },
  ]);
  expect([...answers.migrations]).toEqual([['gone', 'acme/tools']]);
});

test('the last bottle before an alias moved is kept if it is no longer the last, with what dropped it later', async () => {
  const link = (name: string): Pick<TapCommit, 'link'> => ({
    link: { 'Aliases/python': `../Formula/${name}.rb` },
  });
  const answers = await collect([
    on('2023-01-01', {
      write: { [path('python@3.11')]: built('python@3.11', '3.11.1', { big_sur: 'a' }) },
      ...link('python@3.11'),
    }),
    on('2023-06-01', {
      write: { [path('python@3.12')]: built('python@3.12', '3.12.0', { sonoma: 'b' }) },
      ...link('python@3.12'),
    }),
    on('2023-09-01', {
      write: { [path('python@3.11')]: built('python@3.11', '3.11.5', { big_sur: 'c' }) },
    }),
  ]);

  expect(formulaIn(answers, 'python@3.11')).toMatchObject({
    bottles: [{ version: '3.11.5' }],
    earlier: [
      {
        until: '2023-06-01T00:00:00Z',
        bottles: [{ version: '3.11.1', dropped: '2023-09-01T00:00:00Z' }],
      },
    ],
  });
  expect(formulaIn(answers, 'python@3.12')?.earlier).toEqual([]);
});

test('a bottle with an invalid tag leaves a doubt, and a name that no one can ask for is left out', async () => {
  const answers = await collect([
    on('2023-01-01', {
      write: {
        [path('foo')]: built('foo', '1', { big_sur: 'a', ['s'.repeat(65)]: 'b' }),
        [path('a name')]: built('bar', '1', { big_sur: 'c' }),
      },
    }),
  ]);

  expect(answers.names.map(({ name }) => name)).toEqual(['foo']);
  expect(answers.formulae).toMatchObject([
    {
      key: 'foo',
      bottles: [{ bottleTag: 'big_sur', age: 0, position: 0 }],
      doubts: [{ bottleTag: undefined, age: 0, position: 1 }],
    },
  ]);
});
