import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { serveLists } from '../support/tap/copying.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { vimHistory } from '../support/tap/vim-history.ts';

const BIG_SUR = ['--target', 'big_sur'];

const tap = once(async () => {
  const built = await buildTap({ commits: vimHistory() });
  await serveLists(built);
  return built;
});

function brewpull(home: CliHome, ...argv: string[]): Promise<CliResult> {
  return home.run(argv, { env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' } });
}

function sync(home: CliHome, ...options: string[]): Promise<CliResult> {
  return brewpull(home, 'sync', '--remote', pathToFileURL(tap().path).href, '--json', ...options);
}

function pkgVersionOf({ stdout }: CliResult): unknown {
  return JSON.parse(stdout).results[0].pkgVersion;
}

test('a copy of recent history answers what lies in it as the whole history does', async () => {
  await using home = await cliHome();
  const synced = await sync(home, '--since', '2023-09-10');

  expect(synced).toMatchObject({ code: 0 });
  expect(synced.stderr).toContain('the history since 2023-09-10 of homebrew/core');
  expect(JSON.parse(synced.stdout)).toMatchObject({ isWhole: false, hasAtlas: false });
  const resolved = await brewpull(home, 'resolve', 'vim', ...BIG_SUR, '--json');
  expect(resolved).toMatchObject({ code: 0 });
  expect(pkgVersionOf(resolved)).toBe('9.0.1900');
});

test('what lies before the copy begins is never guessed', async () => {
  await using home = await cliHome();
  await sync(home, '--since', '2023-09-20');
  // The oldest commit in the copy shows the bottle, but nothing says whether it introduced it.
  const resolved = await brewpull(home, 'resolve', 'vim', ...BIG_SUR);
  const history = await brewpull(home, 'history', 'vim');
  const coverage = await brewpull(home, 'coverage', ...BIG_SUR);
  const unknown = await brewpull(home, 'resolve', 'emacs', ...BIG_SUR);

  for (const result of [resolved, history, unknown]) {
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/begins (?:on 2023-09-\d\d|at an unknown date)/);
    expect(result.stderr).toContain('Run brewpull sync without --since');
  }
  expect(coverage.code).toBe(1);
  expect(coverage.stderr).toContain('needs all history');
});

test('a later sync brings new commits, older history, or all of it', async () => {
  await using home = await cliHome();
  await sync(home, '--since', '2023-09-28');
  const again = await sync(home, '--since', '2023-09-28');
  const further = await sync(home, '--since', '2023-09-10');
  const afterFurther = await brewpull(home, 'resolve', 'vim', ...BIG_SUR, '--json');
  const whole = await sync(home);
  const afterWhole = await brewpull(home, 'coverage', ...BIG_SUR, '--json');

  expect(JSON.parse(again.stdout)).toMatchObject({ newCommits: 0, isWhole: false });
  expect(JSON.parse(further.stdout)).toMatchObject({ isWhole: false });
  expect(pkgVersionOf(afterFurther)).toBe('9.0.1900');
  expect(JSON.parse(whole.stdout)).toMatchObject({ isWhole: true, hasAtlas: true });
  expect(afterWhole).toMatchObject({ code: 0 });
  // The whole history stays, whatever is asked for later.
  expect(JSON.parse((await sync(home, '--since', '2023-09-28')).stdout)).toMatchObject({
    isWhole: true,
  });
});

test('a server that cannot send part of the history sends all of it, and sync says so', async () => {
  await using home = await cliHome();
  await using whole = await buildTap({ commits: vimHistory() });
  const address = pathToFileURL(whole.path).href;
  const synced = await brewpull(
    home,
    'sync',
    '--remote',
    address,
    '--since',
    '2023-09-10',
    '--json',
  );

  expect(synced.stderr).toContain('this server cannot send history in parts');
  expect(JSON.parse(synced.stdout)).toMatchObject({ isWhole: true, hasAtlas: true });
});

test('--since refuses a value that is not a date', async () => {
  await using home = await cliHome();
  const result = await sync(home, '--since', 'yesterday');

  expect(result).toMatchObject({ code: 2 });
  expect(result.stderr).toContain('--since yesterday is not a date');
});
