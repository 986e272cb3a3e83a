import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { expect, test } from 'vitest';

import { fetchedAnswersPaths } from '../../src/workspace/answers/answers-places.ts';
import { cliHome } from '../support/cli/cli-home.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { makeTravellingFiles } from '../support/tap/travelling-files.ts';
import { vimHistory } from '../support/tap/vim-history.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
/** A machine without git. */
const BARE = { env: { PATH: '/nowhere' } };

const tap = once(() => buildTap({ commits: vimHistory() }));
const whole = once(() => makeTravellingFiles(tap()));
const some = once(() => makeTravellingFiles(tap(), ['big_sur', 'monterey']));

const HEAD = '2023-10-19';
const RANGE = `from the history of 2023-08-13 to ${HEAD}`;

test('a file of answers says what a macOS still gets, without git or a clone', async () => {
  await using home = await cliHome({ packagedAnswers: some().answers });
  const { code, stdout, stderr } = await home.run(['coverage', ...BIG_SUR], BARE);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'macOS 11 Big Sur on Intel (big_sur)',
    '  0 formulae have a bottle today',
    '  1 had one and stopped, in the history from 2023-08-13 on',
    `  from the file of answers in brewpull's package, ${RANGE}`,
    '',
    'Stopped',
    `  2023-09  1  ${'█'.repeat(40)}`,
    '',
    'FORMULA  LAST VERSION  BOTTLE   BUILT       STOPPED',
    'vim      9.0.1900      big_sur  2023-09-16  2023-09-28',
    '',
  ]);
});

test('--json says where the answer comes from, as of when, and up to which commit', async () => {
  await using home = await cliHome({ tap: tap() });
  const git = { env: { PATH: process.env['PATH'] } };
  const clone = await home.run(['coverage', ...BIG_SUR, '--json'], git);
  await using bare = await cliHome();
  const named = await bare.run(['coverage', ...BIG_SUR, '--atlas', some().answers, '--json'], BARE);

  const { head, source, ...told } = JSON.parse(named.stdout);
  const { head: _, source: __, ...walked } = JSON.parse(clone.stdout);
  expect(told).toEqual(walked);
  expect(source).toMatchObject({
    kind: 'answers',
    asOf: expect.stringMatching(HEAD),
    searchedFrom: '2023-08-13T20:15:00Z',
  });
  expect(head).toEqual({ commit: tap().head, date: source.asOf });
});

test('a page and a CSV table say where the answer comes from too', async () => {
  await using home = await cliHome({ packagedAnswers: some().answers });
  const page = await home.run(['coverage', ...BIG_SUR, '--html', '-'], BARE);
  const csv = await home.run(['coverage', ...BIG_SUR, '--csv'], BARE);

  expect(page.stdout).toContain('from the file of answers in brewpull&#39;s package');
  expect(csv.stdout.split('\r\n')[1]).toMatch(/,answers,2023-10-19T[^,]+,2023-08-13T20:15:00Z$/);
});

test('a fetched file comes before the packaged one, and may be a whole atlas', async () => {
  await using home = await cliHome({ packagedAnswers: some().answers });
  const { atlas } = fetchedAnswersPaths(home.cache, 'homebrew/core');
  await mkdir(dirname(atlas), { recursive: true });
  await copyFile(whole().atlas, atlas);
  const result = await home.run(['coverage', '--target', 'sonoma', '--json'], BARE);

  expect(JSON.parse(result.stdout)).toMatchObject({
    head: { commit: tap().head },
    source: { kind: 'atlas' },
    pours: 1,
  });
});

test.each([
  ['by itself', []],
  ['with --history atlas', ['--history', 'atlas']],
])(
  'a target that the answers do not cover is refused with a list of those they do, %s',
  async (_, argv) => {
    await using home = await cliHome({ packagedAnswers: some().answers });
    const result = await home.run(['coverage', '--target', 'sonoma', ...argv], BARE);

    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('says nothing about sonoma, only about big_sur, monterey');
    expect(result.stderr).toContain('brewpull sync');
    expect(result.stderr).toContain('brewpull atlas fetch');
  },
);

test('with nothing at hand both ways to get a history are named; a registry cannot answer', async () => {
  await using home = await cliHome();
  const none = await home.run(['coverage', ...BIG_SUR], BARE);
  const registry = await home.run(['coverage', ...BIG_SUR, '--history', 'registry'], BARE);

  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toMatch(/next: Run brewpull sync, .*brewpull atlas fetch/);
  expect(registry).toMatchObject({ code: 2, stdout: '' });
});
