import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap, runGit, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const BIG_SUR = ['--target', 'big_sur'];

/** Both have a formula `php`, in different versions. */
const core = once(() => tapWith('1.0'));
const tools = once(async () => {
  const tap = await tapWith('2.0');
  await runGit(tap.path, ['config', 'remote.origin.url', 'https://example.org/Me/homebrew-tools']);
  return tap;
});

function tapWith(version: string): Promise<Tap> {
  const bottle = { entries: { big_sur: version.charAt(0).repeat(64) } };
  const text = formulaText({ name: 'php', version, bottle });
  return buildTap({ commits: [{ subject: version, write: { 'Formula/php.rb': text } }] });
}

function resolve(
  home: CliHome,
  names: readonly string[],
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return home.run(['resolve', ...names, ...BIG_SUR, ...argv, '--history', 'git', '--json'], {
    env,
  });
}

async function answers(run: Promise<CliResult>): Promise<readonly string[]> {
  const { results } = JSON.parse((await run).stdout);
  return results.map(
    ({ tap, pkgVersion, error }: Record<string, string>) =>
      `${tap ?? 'no tap'}: ${pkgVersion ?? JSON.stringify(error)}`,
  );
}

const BOTH = ['php', 'me/tools/php'];
const RIGHT = ['homebrew/core: 1.0', 'me/tools: 2.0'];

test('a path is the tap that its remote names, or homebrew/core without a remote', async () => {
  await using home = await cliHome();
  const dirs = ['--tap-dir', tools().path, '--tap-dir', core().path];

  expect(await answers(resolve(home, BOTH, dirs))).toEqual(RIGHT);
});

test('TAP=PATH says which tap it is, whatever the remote says', async () => {
  await using home = await cliHome();
  const right = [
    '--tap-dir',
    `me/tools=${tools().path}`,
    '--tap-dir',
    `homebrew/core=${core().path}`,
  ];
  const other = ['--tap-dir', `you/homebrew-things=${tools().path}`];

  expect(await answers(resolve(home, BOTH, right))).toEqual(RIGHT);
  expect(await answers(resolve(home, ['you/things/php'], other))).toEqual(['you/things: 2.0']);
});

test('BREWPULL_TAP_DIR may name several taps with colons between them', async () => {
  await using home = await cliHome();
  const env = { BREWPULL_TAP_DIR: `me/tools=${tools().path}:${core().path}` };

  expect(await answers(resolve(home, BOTH, [], env))).toEqual(RIGHT);
});

test.each([
  ['php', () => tools().path, 'there is no history of homebrew/core'],
  ['me/tools/php', () => core().path, 'there is no history of me/tools'],
  ['you/things/php', () => `me/tools=${tools().path}`, 'there is no history of you/things'],
])('the clone of another tap does not answer for %s', async (name, dir, said) => {
  await using home = await cliHome();
  const result = await resolve(home, [name], ['--tap-dir', dir()]);

  expect(result.code).not.toBe(0);
  expect(JSON.parse(result.stdout).results[0].error.message).toContain(said);
});

test('if the registry is asked instead, the message says why the clone was not', async () => {
  await using home = await cliHome();
  const place = ['--cache-dir', home.cache, '--offline', '--tap-dir', tools().path];
  const result = await runCli(['resolve', 'php', ...BIG_SUR, ...place], { cwd: home.work });

  expect(result.stderr).toContain(
    `${tools().path} is a clone of me/tools, as its remote says, and is not used for homebrew/core`,
  );
  expect(result.stderr).toContain(`--tap-dir homebrew/core=${tools().path}`);
});

test.each([
  ['one tap named twice', () => [`me/tools=${tools().path}`, `me/tools=${core().path}`]],
  ['no path', () => ['me/tools=']],
  ['no tap', () => [`me/to ols/x=${tools().path}`]],
])('--tap-dir with %s is refused', async (_case, dirs) => {
  await using home = await cliHome();
  const result = await resolve(
    home,
    ['php'],
    dirs().flatMap((dir) => ['--tap-dir', dir]),
  );

  expect(result.code).not.toBe(0);
  expect(result.stdout + result.stderr).toContain('--tap-dir');
});

test('two paths that turn out to be one tap are refused', async () => {
  await using home = await cliHome();
  const result = await resolve(
    home,
    ['php'],
    ['--tap-dir', core().path, '--tap-dir', `${core().path}/`],
  );

  expect(JSON.parse(result.stdout).results[0].error).toMatchObject({ code: 'USAGE' });
});

test('a copy that sync made is the tap it was made for, even if its history is partial', async () => {
  await using home = await cliHome();
  const cache = ['--cache-dir', home.cache];
  const url = pathToFileURL(tools().path).href;
  const since = ['--since', '2022-12-01'];
  const synced = await runCli(['sync', '--tap', 'me/tools', '--remote', url, ...since, ...cache], {
    cwd: home.work,
  });
  const named = ['--tap-dir', home.at('cache/taps/me/tools.git')];

  expect(synced).toMatchObject({ code: 0 });
  expect(await answers(resolve(home, ['me/tools/php'], named))).toEqual(['me/tools: 2.0']);
});
