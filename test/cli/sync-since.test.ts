import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { buildTap, type Tap } from '../support/tap/build-tap.ts';
import { serveLists } from '../support/tap/copying.ts';
import { vimHistory } from '../support/tap/vim-history.ts';

const BIG_SUR = ['--target', 'big_sur'];

let tap: Tap;
let home: string;

beforeAll(async () => {
  tap = await buildTap({ commits: vimHistory() });
  await serveLists(tap);
});
afterAll(() => tap[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-since-'));
  await mkdir(join(home, 'work'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function brewpull(...argv: string[]): Promise<CliResult> {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };
  return runCli([...argv, '--cache-dir', join(home, 'cache')], { cwd: join(home, 'work'), env });
}

function sync(...options: string[]): Promise<CliResult> {
  return brewpull('sync', '--remote', pathToFileURL(tap.path).href, '--json', ...options);
}

function pkgVersionOf({ stdout }: CliResult): unknown {
  return JSON.parse(stdout).results[0].pkgVersion;
}

test('a copy of the newest history answers what lies in it, as the whole history does', async () => {
  const synced = await sync('--since', '2023-09-10');

  expect(synced).toMatchObject({ code: 0 });
  expect(synced.stderr).toContain('the history since 2023-09-10 of homebrew/core');
  expect(JSON.parse(synced.stdout)).toMatchObject({ isWhole: false, hasAtlas: false });
  const resolved = await brewpull('resolve', 'vim', ...BIG_SUR, '--json');
  expect(resolved).toMatchObject({ code: 0 });
  expect(pkgVersionOf(resolved)).toBe('9.0.1900');
});

test('what lies before the copy begins is never guessed', async () => {
  await sync('--since', '2023-09-20');
  // The oldest commit that is there shows the bottle, and whether it brought it no one can say.
  const resolved = await brewpull('resolve', 'vim', ...BIG_SUR);
  const history = await brewpull('history', 'vim');
  const coverage = await brewpull('coverage', ...BIG_SUR);
  const unknown = await brewpull('resolve', 'emacs', ...BIG_SUR);

  for (const result of [resolved, history, unknown]) {
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/begins (?:on 2023-09-\d\d|at some date)/);
    expect(result.stderr).toContain('Run brewpull sync without --since');
  }
  expect(coverage.code).toBe(1);
  expect(coverage.stderr).toContain('needs all history');
});

test('a later sync brings what is new, further history, or all of it', async () => {
  await sync('--since', '2023-09-28');
  const again = await sync('--since', '2023-09-28');
  const further = await sync('--since', '2023-09-10');
  const afterFurther = await brewpull('resolve', 'vim', ...BIG_SUR, '--json');
  const whole = await sync();
  const afterWhole = await brewpull('coverage', ...BIG_SUR, '--json');

  expect(JSON.parse(again.stdout)).toMatchObject({ newCommits: 0, isWhole: false });
  expect(JSON.parse(further.stdout)).toMatchObject({ isWhole: false });
  expect(pkgVersionOf(afterFurther)).toBe('9.0.1900');
  expect(JSON.parse(whole.stdout)).toMatchObject({ isWhole: true, hasAtlas: true });
  expect(afterWhole).toMatchObject({ code: 0 });
  // All of it stays, whatever is asked for then.
  expect(JSON.parse((await sync('--since', '2023-09-28')).stdout)).toMatchObject({ isWhole: true });
});

test('a server that cannot send a part sends all, which is said', async () => {
  await using whole = await buildTap({ commits: vimHistory() });
  const address = pathToFileURL(whole.path).href;
  const synced = await brewpull('sync', '--remote', address, '--since', '2023-09-10', '--json');

  expect(synced.stderr).toContain('this server cannot send history in parts');
  expect(JSON.parse(synced.stdout)).toMatchObject({ isWhole: true, hasAtlas: true });
});

test('what is no date is refused', async () => {
  const result = await sync('--since', 'yesterday');

  expect(result).toMatchObject({ code: 2 });
  expect(result.stderr).toContain('--since yesterday is not a date');
});
