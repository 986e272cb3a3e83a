import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap, runGit } from '../support/tap/build-tap.ts';
import { startVimWorld } from '../support/world/vim-world.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];

const world = once(startVimWorld);

function brewpull(
  home: CliHome,
  argv: readonly string[],
  path = process.env['PATH'],
): Promise<CliResult> {
  const registry = ['history', 'coverage', 'sync'].includes(argv[0] ?? '')
    ? []
    : ['--registry', world().registry.url.href];
  return runCli([...argv, ...registry, '--cache-dir', home.cache], {
    cwd: home.work,
    env: { PATH: path, GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

/** Clones the tap of the world with these arguments for git. */
async function clone(home: CliHome, ...args: readonly string[]): Promise<string> {
  const path = home.at('clone');
  await runGit(world().tap.path, ['config', 'uploadpack.allowFilter', 'true']);
  const from = pathToFileURL(world().tap.path).href;
  await runGit(home.path, ['clone', '--quiet', '--bare', ...args, from, path]);
  return path;
}

async function emptyRepository(home: CliHome): Promise<string> {
  const path = home.at('empty');
  await mkdir(path);
  await runGit(path, ['init', '--quiet', '--initial-branch=main']);
  return path;
}

async function corrupted(home: CliHome): Promise<string> {
  const path = await clone(home);
  for (const name of await readdir(join(path, 'objects'), { recursive: true })) {
    if (!/^[0-9a-f]{2}\/|\.pack$/.test(name)) continue;
    await rm(join(path, 'objects', name));
    await writeFile(join(path, 'objects', name), 'no object');
  }
  return path;
}

async function notHomebrew(home: CliHome): Promise<string> {
  const path = home.at('other');
  const write = { 'README.md': 'Something else.', 'lib/a.rb': 'puts 1' };
  await buildTap({ directory: path, commits: [{ subject: 'one', write }] });
  return path;
}

async function folder(home: CliHome): Promise<string> {
  const path = home.at('folder');
  await mkdir(path);
  return path;
}

test.each<[string, (home: CliHome) => Promise<string>, RegExp, RegExp]>([
  [
    'a shallow clone',
    (home) => clone(home, '--depth=3'),
    / is a shallow clone/,
    /fetch --unshallow/,
  ],
  [
    'a partial clone',
    (home) => clone(home, '--filter=blob:none'),
    /partial clone/,
    /fetch --refetch/,
  ],
  [
    'a partial clone without trees',
    (home) => clone(home, '--filter=tree:0'),
    /partial clone/,
    /--refetch/,
  ],
  ['an empty repository', emptyRepository, /no commits|empty/, /--tap-dir|registry/],
  ['a damaged repository', corrupted, /damaged/, /fsck/],
  ['a repository of something else', notHomebrew, /no formulae|no tap|not .*tap/, /--tap-dir/],
  ['a folder without a repository', folder, /is not a git repository/, /--tap-dir/],
])('%s: exits with 1, and says what is wrong and what to do', async (_name, make, wrong, hint) => {
  await using home = await cliHome();
  const path = await make(home);

  for (const command of [['resolve', 'vim'], ['history', 'vim'], ['coverage']]) {
    const target = command[0] === 'history' ? [] : BIG_SUR;
    const result = await brewpull(home, [...command, ...target, '--tap-dir', path]);

    expect(result, command[0]).toMatchObject({ code: 1, stdout: '' });
    const [said = '', next = ''] = result.stderr.split(/^next: /m);
    expect(said, command[0]).toMatch(wrong);
    expect(next, command[0]).toMatch(hint);
  }
});

test('in a clone with grafts, history is read as committed, and the grafts are reported', async () => {
  await using home = await cliHome();
  const path = await clone(home);
  await writeFile(join(path, 'info/grafts'), `${world().tap.head}\n`);

  const result = await brewpull(home, ['resolve', 'vim', ...BIG_SUR, '--tap-dir', path, '--json']);

  expect(result.code).toBe(0);
  expect(result.stderr).toContain('has grafts');
  expect(JSON.parse(result.stdout).results).toMatchObject([{ pkgVersion: '9.0.1900' }]);
});

test('if git is too old, brewpull exits with 1 and names the version it needs', async () => {
  await using home = await cliHome();
  const git = '#!/bin/sh\necho "git version 2.17.1"\n';
  await writeFile(home.at('git'), git, { mode: 0o755 });

  const result = await brewpull(
    home,
    ['resolve', 'vim', ...BIG_SUR, '--tap-dir', world().tap.path],
    `${home.path}:/bin:/usr/bin`,
  );

  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('git 2.17.1 is too old: brewpull needs 2.22.0 or newer');
  expect(result.stderr).toContain('next: ');
});

test('without git, a history that was named cannot be read, and the registry is suggested', async () => {
  await using home = await cliHome();
  const named = await brewpull(
    home,
    ['resolve', 'vim', ...BIG_SUR, '--tap-dir', world().tap.path],
    home.path,
  );

  expect(named).toMatchObject({ code: 1, stdout: '' });
  expect(named.stderr).toContain('git is not installed');
  expect(named.stderr).toContain('--history registry');
});

test.each([
  ['--history registry', ['--history', 'registry']],
  ['nothing said', []],
])('without git and with %s, pull goes through the registry', async (_name, argv) => {
  await using home = await cliHome();
  const result = await brewpull(home, ['vim', ...BIG_SUR, ...argv, '--json'], home.path);

  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout).results).toMatchObject([
    { status: 'pulled', pkgVersion: '9.0.1900', sources: ['registry'] },
  ]);
});

test('without git but with a managed copy, the registry is suggested, and works', async () => {
  await using home = await cliHome();
  await brewpull(home, ['sync', '--remote', pathToFileURL(world().tap.path).href]);

  const auto = await brewpull(home, ['resolve', 'vim', ...BIG_SUR], home.path);
  const registry = await brewpull(
    home,
    ['resolve', 'vim', ...BIG_SUR, '--history', 'registry'],
    home.path,
  );

  expect(auto).toMatchObject({ code: 1, stdout: '' });
  expect(auto.stderr).toMatch(/git is not installed.*\nnext: .*--history registry/);
  expect(registry.code).toBe(0);
  expect(registry.stdout).toContain('9.0.1900');
});
