import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { buildTap, runGit, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const BIG_SUR = ['--target', 'big_sur'];

/** Both have a formula `php`, of different versions. */
let core: Tap;
let tools: Tap;
let home: string;

beforeAll(async () => {
  core = await tapWith('1.0');
  tools = await tapWith('2.0');
  await runGit(tools.path, [
    'config',
    'remote.origin.url',
    'https://example.org/Me/homebrew-tools',
  ]);
});
afterAll(async () => {
  await core[Symbol.asyncDispose]();
  await tools[Symbol.asyncDispose]();
});
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'brewpull-tap-dir-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function tapWith(version: string): Promise<Tap> {
  const bottle = { entries: { big_sur: version.charAt(0).repeat(64) } };
  const text = formulaText({ name: 'php', version, bottle });
  return buildTap({ commits: [{ subject: version, write: { 'Formula/php.rb': text } }] });
}

function resolve(
  names: readonly string[],
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const place = ['--cache-dir', join(home, 'cache'), '--history', 'git', '--json'];
  return runCli(['resolve', ...names, ...BIG_SUR, ...argv, ...place], { cwd: home, env });
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

test('a path is the tap that its remote names, and homebrew/core without one', async () => {
  const dirs = ['--tap-dir', tools.path, '--tap-dir', core.path];

  expect(await answers(resolve(BOTH, dirs))).toEqual(RIGHT);
});

test('TAP=PATH says whose it is, whatever the remote says', async () => {
  const right = ['--tap-dir', `me/tools=${tools.path}`, '--tap-dir', `homebrew/core=${core.path}`];
  const other = ['--tap-dir', `you/homebrew-things=${tools.path}`];

  expect(await answers(resolve(BOTH, right))).toEqual(RIGHT);
  expect(await answers(resolve(['you/things/php'], other))).toEqual(['you/things: 2.0']);
});

test('several stand in the environment with colons between, and in a file as a list', async () => {
  const env = { BREWPULL_TAP_DIR: `me/tools=${tools.path}:${core.path}` };

  expect(await answers(resolve(BOTH, [], env))).toEqual(RIGHT);
});

test.each([
  ['php', () => tools.path, 'there is no history of homebrew/core'],
  ['me/tools/php', () => core.path, 'there is no history of me/tools'],
  ['you/things/php', () => `me/tools=${tools.path}`, 'there is no history of you/things'],
])('asked for %s, the clone of another tap does not answer', async (name, dir, said) => {
  const result = await resolve([name], ['--tap-dir', dir()]);

  expect(result.code).not.toBe(0);
  expect(JSON.parse(result.stdout).results[0].error.message).toContain(said);
});

test('where the registry is asked instead, it is said why the clone was not', async () => {
  const place = ['--cache-dir', join(home, 'cache'), '--offline', '--tap-dir', tools.path];
  const result = await runCli(['resolve', 'php', ...BIG_SUR, ...place], { cwd: home });

  expect(result.stderr).toContain(
    `${tools.path} is a clone of me/tools, as its remote says, and is not used for homebrew/core`,
  );
  expect(result.stderr).toContain(`--tap-dir homebrew/core=${tools.path}`);
});

test.each([
  ['one tap named twice', () => [`me/tools=${tools.path}`, `me/tools=${core.path}`]],
  ['no path', () => ['me/tools=']],
  ['no tap', () => [`me/to ols/x=${tools.path}`]],
])('%s is a wrong use', async (_case, dirs) => {
  const result = await resolve(
    ['php'],
    dirs().flatMap((dir) => ['--tap-dir', dir]),
  );

  expect(result.code).not.toBe(0);
  expect(result.stdout + result.stderr).toContain('--tap-dir');
});

test('two paths that turn out to be one tap are refused', async () => {
  const result = await resolve(['php'], ['--tap-dir', core.path, '--tap-dir', `${core.path}/`]);

  expect(JSON.parse(result.stdout).results[0].error).toMatchObject({ code: 'USAGE' });
});

test('a copy that sync made is the tap that it was made for, also when it was cut off', async () => {
  const cache = ['--cache-dir', join(home, 'cache')];
  const url = pathToFileURL(tools.path).href;
  const since = ['--since', '2022-12-01'];
  const synced = await runCli(['sync', '--tap', 'me/tools', '--remote', url, ...since, ...cache], {
    cwd: home,
  });
  const named = ['--tap-dir', join(home, 'cache/taps/me/tools.git')];

  expect(synced).toMatchObject({ code: 0 });
  expect(await answers(resolve(['me/tools/php'], named))).toEqual(['me/tools: 2.0']);
});
