import { expect, test } from 'vitest';

import { HistoryError, UsageError } from '../../../src/core/errors.ts';
import { buildTap, runGit } from '../../support/tap/build-tap.ts';
import type { TapCommit } from '../../support/tap/fast-import.ts';
import { formulaText } from '../../support/tap/formula-text.ts';
import { vimHistory } from '../../support/tap/vim-history.ts';
import { locateIn, stateLine, walkIn } from '../../support/tap/walking.ts';

const VIM = vimAt('9.0');

function vimAt(version: string): Record<string, string> {
  return { 'Formula/v/vim.rb': formulaText({ name: 'vim', version }) };
}

async function locating(
  commits: readonly TapCommit[],
  formula: string,
  options: { readonly before?: string; readonly at?: string } = {},
): Promise<unknown> {
  await using tap = await buildTap({ commits });
  return await locateIn(tap.path, formula, options).catch((error: unknown) => error);
}

test.each([
  { typed: 'vmi', meant: ['vim'] },
  { typed: 'neovmi', meant: ['neovim'] },
  { typed: 'vi', meant: ['vim'] },
  { typed: 'nvim', meant: ['vim'] },
  { typed: 'pyhton', meant: ['python'] },
  { typed: 'gnucobl', meant: ['gnucobol', 'gnu-cobol'] },
  { typed: 'something-else', meant: [] },
])('$typed is not a formula, and $meant may be meant', async ({ typed, meant }) => {
  const error = await locating(
    [
      {
        subject: 'all',
        write: {
          ...VIM,
          'Formula/n/neovim.rb': formulaText({ name: 'neovim', version: '1.0' }),
          'Formula/g/gnucobol.rb': formulaText({ name: 'gnucobol', version: '3.2' }),
          'Formula/p/python@3.11.rb': formulaText({ name: 'python@3.11', version: '3.11' }),
          'formula_renames.json': '{"gnu-cobol": "gnucobol"}',
        },
        link: { 'Aliases/python': '../Formula/p/python@3.11.rb' },
      },
    ],
    typed,
  );

  expect(error).toMatchObject({ code: 'FORMULA_NOT_FOUND', formula: typed, suggestions: meant });
});

test('a name in different case finds the formula', async () => {
  expect(await locating([{ subject: 'one', write: VIM }], 'Vim')).toMatchObject({ name: 'vim' });
});

test('a formula that moved to another tap is found where it was, and the move is reported', async () => {
  const gone: TapCommit = {
    subject: 'gone',
    remove: ['Formula/v/vim.rb'],
    write: { 'tap_migrations.json': '{"vim": "user/editors", "emacs": "user/editors"}' },
  };
  const commits = [
    {
      subject: 'one',
      write: { ...VIM, 'Formula/a/a.rb': formulaText({ name: 'a', version: '1.0' }) },
    },
    gone,
  ];

  expect(await locating(commits, 'vim')).toMatchObject({
    via: 'history',
    migratedTo: 'user/editors',
  });
  expect(await locating(commits, 'emacs')).toMatchObject({
    code: 'FORMULA_NOT_FOUND',
    hint: 'It moved to user/editors; ask for it there.',
  });
});

test('a renamed formula that was removed later is found under every name', async () => {
  const commits: TapCommit[] = [
    { subject: 'one', write: { 'Formula/old.rb': formulaText({ name: 'old', version: '1.0' }) } },
    {
      subject: 'rename',
      rename: { 'Formula/old.rb': 'Formula/new.rb' },
      write: { 'formula_renames.json': '{"old": "new"}' },
    },
    { subject: 'gone', remove: ['Formula/new.rb'], write: VIM },
  ];

  for (const name of ['old', 'new']) {
    expect(await locating(commits, name)).toMatchObject({ name: 'new', via: 'history' });
  }
});

test('an invalid list of renames is reported and skipped', async () => {
  const messages: string[] = [];
  await using tap = await buildTap({
    commits: [{ subject: 'one', write: { ...VIM, 'formula_renames.json': '[' } }],
  });

  await walkIn(tap.path, 'vim', {
    onEvent: (event) => (event.type === 'warning' ? messages.push(event.message) : undefined),
  });

  expect(messages).toEqual([
    expect.stringMatching(/^formula_renames.json of the tap is not valid JSON/),
  ]);
});

test('a name whose renames lead in a circle is not found', async () => {
  const commits = [
    { subject: 'one', write: { ...VIM, 'formula_renames.json': '{"a":"b","b":"a"}' } },
  ];

  expect(await locating(commits, 'a')).toMatchObject({ code: 'FORMULA_NOT_FOUND' });
});

test.each([
  { what: 'no commits', commits: [], message: /has no commits/ },
  {
    what: 'no formulae',
    commits: [{ subject: 'one', write: { 'src/main.c': '' } }],
    message: /is a git repository, but not a Homebrew tap/,
  },
])('a repository with $what is reported as such', async ({ commits, message }) => {
  const error = await locating(commits, 'vim');

  expect(error).toBeInstanceOf(HistoryError);
  expect(error).toMatchObject({ message, hint: /--history registry/ });
});

test.each([
  { before: '2023-09-28', subject: 'vim: add sonoma bottles' },
  { before: '2023-09-29', subject: 'vim: update 9.0.1900_1 bottle.' },
  { before: '2023-09-28T20:15:00Z', subject: 'vim: revision bump' },
  { before: '2023-09-28T22:15:01+02:00', subject: 'vim: update 9.0.1900_1 bottle.' },
])('before $before the newest commit is "$subject"', async ({ before, subject }) => {
  await using tap = await buildTap({ commits: vimHistory() });

  const [newest] = await walkIn(tap.path, 'vim', { before });

  expect(newest?.commit.subject).toBe(subject);
});

test('the commits of a branch count from the day it was merged', async () => {
  await using tap = await buildTap({
    commits: [
      { subject: 'one', date: '2023-01-01T00:00:00Z', write: vimAt('1') },
      { subject: 'side', date: '2023-01-02T00:00:00Z', write: vimAt('2') },
      { subject: 'main', date: '2023-01-03T00:00:00Z', parents: ['one'], write: { README: '' } },
      {
        subject: 'merge',
        date: '2023-01-05T00:00:00Z',
        parents: ['main', 'side'],
        write: vimAt('2'),
      },
    ],
  });

  expect((await walkIn(tap.path, 'vim', { before: '2023-01-04' })).map(stateLine)).toEqual([
    'one: 1 at Formula/v/vim.rb',
  ]);
  expect((await walkIn(tap.path, 'vim')).map(stateLine)).toEqual([
    'side: 2 at Formula/v/vim.rb',
    'one: 1 at Formula/v/vim.rb',
  ]);
});

test('--at takes a commit in any spelling, and names resolve as they did then', async () => {
  await using tap = await buildTap({
    commits: [
      { subject: 'one', write: VIM, link: { 'Aliases/editor': '../Formula/v/vim.rb' } },
      {
        subject: 'two',
        write: { 'Formula/n/neovim.rb': formulaText({ name: 'neovim', version: '1.0' }) },
        link: { 'Aliases/editor': '../Formula/n/neovim.rb' },
      },
    ],
  });

  expect(await locateIn(tap.path, 'editor')).toMatchObject({ name: 'neovim' });
  for (const at of [tap.oid('one'), tap.oid('one').slice(0, 10), 'main~1']) {
    expect(await locateIn(tap.path, 'editor', { at })).toMatchObject({ name: 'vim' });
  }
});

test.each(['28.9.2023', '2023-02-31', '2023-9-1', 'yesterday', '2023-09-28T12:00', '2023-13-01'])(
  '%s is not a date',
  async (before) => {
    const error = await locating([{ subject: 'one', write: VIM }], 'vim', { before });

    expect(error).toBeInstanceOf(UsageError);
  },
);

test.each([
  { start: { at: 'deadbeef' }, message: /has no commit deadbeef/ },
  { start: { at: 'HEAD:Formula' }, message: /has no commit HEAD:Formula/ },
  { start: { before: '1999-01-01' }, message: /has no commit before 1999-01-01/ },
])('a start that is not in the history is an error: $start', async ({ start, message }) => {
  const error = await locating([{ subject: 'one', write: VIM }], 'vim', start);

  expect(error).toBeInstanceOf(HistoryError);
  expect(error).toMatchObject({ message });
});

test.each(['blob:none', 'tree:0'])('a partial clone (%s) says what it lacks', async (filter) => {
  await using tap = await buildTap({ commits: [{ subject: 'one', write: VIM }] });
  await runGit(tap.path, ['config', 'uploadpack.allowFilter', 'true']);
  const path = `${tap.path}/partial`;
  await runGit(tap.path, [
    'clone',
    '-q',
    '--bare',
    `--filter=${filter}`,
    `file://${tap.path}`,
    path,
  ]);

  await expect(walkIn(path, 'vim')).rejects.toMatchObject({
    code: 'HISTORY',
    message: `${path} is a partial clone without the files this answer needs`,
  });
});
