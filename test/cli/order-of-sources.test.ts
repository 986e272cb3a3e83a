import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { expect, test } from 'vitest';

import { answersOfTap, writeAnswers, type AnswersOf } from '../support/answers/answers-of-tap.ts';
import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import type { CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { formatAnswers } from '../../src/history/answers-file/file/format-answers.ts';
import { updateAtlasOf } from '../support/tap/atlas-lines.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { copyTap, serveLists } from '../support/tap/copying.ts';
import { vimHistory } from '../support/tap/vim-history.ts';
import { startVimWorld } from '../support/world/vim-world.ts';
import { fetchedAnswersPaths } from '../../src/workspace/answers/answers-places.ts';
import { managedCopyPath } from '../../src/workspace/histories/managed-copy-path.ts';

const ASK = ['resolve', 'vim', '--target', 'big_sur', '--json'];
const TAP = 'homebrew/core';

const world = once(() => startVimWorld({ inOrder: true }));

function newHome(): Promise<CliHome> {
  return cliHome({ registry: world().registry });
}

async function put(path: string, said: AnswersOf = {}): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return writeAnswers(path, await answersOfTap(world().tap.path, said));
}

function fetched(home: CliHome): string {
  return fetchedAnswersPaths(home.cache, TAP).answers;
}

/** The source of the first answer. */
function sourceOf({ stdout }: CliResult): unknown {
  return JSON.parse(stdout).results[0]?.source?.description;
}

test('a named file comes before a fetched one, which comes before the one in the package', async () => {
  await using home = await newHome();
  const packagedAnswers = await put(home.at('packaged.answers'));
  const fromPackage = await home.run(ASK, { packagedAnswers });
  await put(fetched(home));
  const fromCache = await home.run(ASK, { packagedAnswers });
  await put(home.at('work/team.answers'));
  const fromTeam = await home.run(ASK, {
    packagedAnswers,
    env: { BREWPULL_ATLAS: 'team.answers' },
  });

  expect(sourceOf(fromPackage)).toContain("in brewpull's package");
  expect(sourceOf(fromCache)).toContain('that was fetched');
  expect(sourceOf(fromTeam)).toContain('team.answers');
});

test('a file that does not cover a target leaves it to the next', async () => {
  await using home = await newHome();
  const packagedAnswers = await put(home.at('packaged.answers'));
  await put(fetched(home), { targets: ['ventura'] });
  const result = await home.run(ASK, { packagedAnswers });

  expect(sourceOf(result)).toContain("in brewpull's package");
});

test('a named clone comes before a named file', async () => {
  await using home = await newHome();
  await put(home.at('work/team.answers'));
  const result = await home.run([...ASK, '--atlas', 'team.answers', '--tap-dir', world().tap.path]);

  expect(sourceOf(result)).toContain(world().tap.path);
});

test('the copy of sync comes before files that are not newer, and after those that are', async () => {
  await using home = await newHome();
  await copyTap({ from: world().tap, path: managedCopyPath(home.cache, TAP) });
  const packagedAnswers = await put(home.at('packaged.answers'));
  const current = await home.run(ASK, { packagedAnswers });
  await put(home.at('newer.answers'), { head: '2023-11-30T00:00:00Z' });
  const stale = await home.run(ASK, { packagedAnswers: home.at('newer.answers') });

  expect(sourceOf(current)).toContain(home.cache);
  expect(sourceOf(stale)).toContain("in brewpull's package");
});

test('a copy that is older than the files still knows what came before them', async () => {
  await using home = await newHome();
  await copyTap({ from: world().tap, path: managedCopyPath(home.cache, TAP) });
  const { formulae, ...rest } = await answersOfTap(world().tap.path, {
    head: '2023-11-30T00:00:00Z',
    begins: '2023-10-01T00:00:00Z',
  });
  const path = await writeAnswers(home.at('late.answers'), {
    ...rest,
    formulae: formulae.map((formula) => ({
      ...formula,
      bottles: formula.bottles.filter(({ bottleTag }) => bottleTag !== 'big_sur'),
    })),
  });
  const result = await home.run(ASK, { packagedAnswers: path });

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [{ pkgVersion: '9.0.1900', source: { kind: 'git' } }],
  });
});

test('a copy that cannot be read for lack of git leaves the answer to a file', async () => {
  await using home = await newHome();
  await copyTap({ from: world().tap, path: managedCopyPath(home.cache, TAP) });
  const packagedAnswers = await put(home.at('packaged.answers'));
  const withoutGit = { env: { PATH: '/nonexistent' } };
  const answered = await home.run(ASK, { packagedAnswers, ...withoutGit });
  const failed = await home.run(ASK, withoutGit);

  expect(sourceOf(answered)).toContain("in brewpull's package");
  expect(answered.stderr).toContain('the clone is not used');
  expect(failed.stdout).toContain('"code": "GIT"');
});

test('a file answers what is older than the part of history that a copy has', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: vimHistory() });
  await serveLists(tap);
  const since = '2023-09-20T00:00:00Z';
  await copyTap({ from: tap, path: managedCopyPath(home.cache, TAP), since });
  const packagedAnswers = await put(home.at('packaged.answers'));
  const resolved = await home.run(ASK, { packagedAnswers });
  const within = await home.run(['resolve', 'vim', '--target', 'ventura', '--json'], {
    packagedAnswers,
  });
  const coverage = await home.run(['coverage', '--target', 'big_sur', '--json'], {
    packagedAnswers,
  });
  const alone = await home.run(ASK);

  expect(sourceOf(resolved)).toContain("in brewpull's package");
  expect(sourceOf(within)).toContain(home.cache);
  expect(JSON.parse(coverage.stdout)).toMatchObject({ source: { kind: 'answers' } });
  expect(alone.stdout).toContain('"code": "HISTORY"');
});

test('an atlas with all bottles answers like a file of answers', async () => {
  await using home = await newHome();
  await updateAtlasOf(world().tap.path, home.at('work/all.atlas'));
  const result = await home.run([...ASK, '--atlas', 'all.atlas', '--history', 'atlas']);

  expect(JSON.parse(result.stdout)).toMatchObject({
    results: [
      {
        pkgVersion: '9.0.1900',
        sources: ['atlas'],
        source: { kind: 'atlas', asOf: '2023-10-19T20:15:00Z' },
        searchedFrom: '2023-08-13T20:15:00Z',
      },
    ],
  });
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
  ['of another kind', () => Buffer.from('{}')],
  ['empty', () => Buffer.alloc(0)],
  [
    'damaged where the formula is',
    (bytes: Buffer) => {
      const damaged = Buffer.from(bytes);
      for (let at = damaged.length - 200; at < damaged.length; at += 1) damaged[at] = 0;
      return damaged;
    },
  ],
])(
  'a packaged file that is %s is skipped with a warning, and a named one is an error',
  async (_, spoil) => {
    await using home = await newHome();
    const bytes = formatAnswers(await answersOfTap(world().tap.path));
    const packagedAnswers = home.at('work/spoilt.answers');
    await writeFile(packagedAnswers, spoil(bytes));
    const left = await home.run(ASK, { packagedAnswers });
    const named = await home.run([...ASK, '--atlas', 'spoilt.answers']);

    expect(left.code).toBe(0);
    expect(left.stderr).toContain('spoilt.answers');
    expect(left.stderr).toContain('it is not used');
    expect(JSON.parse(left.stdout)).toMatchObject({
      results: [{ pkgVersion: '9.0.1900', source: { kind: 'registry' } }],
    });
    expect(named.code).not.toBe(0);
    expect(named.stdout).toContain('INVALID_FILE');
  },
);

test('a file for another tap is refused if it was named, and skipped if it was fetched', async () => {
  await using home = await newHome();
  await put(home.at('work/other.answers'), { tap: 'user/tap' });
  await put(fetched(home), { tap: 'user/tap' });
  const named = await home.run([...ASK, '--atlas', 'other.answers']);
  const left = await home.run(ASK);

  expect(named.code).toBe(2);
  expect(named.stdout).toContain('has the answers for user/tap, not for homebrew/core');
  expect(left.code).toBe(0);
  expect(left.stderr).toContain('has the answers for user/tap and is not used for homebrew/core');
});

test('a file for one tap does not answer for formulae of other taps', async () => {
  await using home = await newHome();
  await put(home.at('work/other.answers'), { tap: 'user/tap' });
  await put(home.at('work/core.answers'));
  const both = ['resolve', 'user/tap/vim', 'vim', '--target', 'big_sur', '--json'];
  const own = await home.run([...both, '--atlas', 'other.answers']);
  const core = await home.run([...both, '--atlas', 'core.answers', '--history', 'atlas']);

  expect(JSON.parse(own.stdout)).toMatchObject({
    results: [
      { tap: 'user/tap', source: { kind: 'answers' } },
      { tap: 'homebrew/core', source: { kind: 'registry' } },
    ],
  });
  expect(JSON.parse(core.stdout)).toMatchObject({
    results: [{ status: 'failed', error: { code: 'HISTORY' } }, { source: { kind: 'answers' } }],
  });
});

test('a named file that does not exist is an error', async () => {
  await using home = await newHome();
  const result = await home.run([...ASK, '--atlas', 'nowhere.answers']);

  expect(result.code).toBe(2);
  expect(result.stdout).toContain('there is no such file');
});

test.each([
  [['--history', 'git', '--atlas', 'a']],
  [['--history', 'registry', '--atlas', 'a']],
  [['--history', 'atlas', '--tap-dir', '.']],
  [['--history', 'atlas', '--at', 'abc']],
  [['--at', 'abc', '--atlas', 'a']],
])('%s cannot be combined', async (options) => {
  await using home = await newHome();
  const result = await home.run([...ASK, ...options]);

  expect(result.code).toBe(2);
  expect(result.stderr).toContain('Leave one of them out.');
});

test('a project file cannot choose the file of answers', async () => {
  await using home = await newHome();
  await writeFile(home.at('work/.brewpull.json'), '{"atlas": "a.answers"}');
  const result = await home.run(ASK);

  expect(result.code).toBe(2);
  expect(result.stdout).toContain("atlas is not for a project's file to set");
});

test('without any file of answers, --history atlas fails and says that there is none', async () => {
  await using home = await newHome();
  const result = await home.run([...ASK, '--history', 'atlas']);

  expect(result.code).toBe(1);
  expect(result.stdout).toContain('there is no file of answers for homebrew/core on this machine');
});
