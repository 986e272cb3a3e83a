import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { type CliResult, type CliWorld } from '../support/cli/run-cli.ts';
import { buildTap, runGit } from '../support/tap/build-tap.ts';
import { vimHistory } from '../support/tap/vim-history.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const COMMITS = vimHistory();

function brewpull(
  home: CliHome,
  argv: readonly string[],
  more: Partial<CliWorld> = {},
): Promise<CliResult> {
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    ...more.env,
  };
  return home.run(argv, { ...more, env });
}

function copyPath(home: CliHome, tap = 'homebrew/core'): string {
  return home.at('cache/taps', `${tap}.git`);
}

function remote(path: string): string[] {
  return ['--remote', pathToFileURL(path).href];
}

test('sync first says what it fetches and where it puts it, then what it has', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: COMMITS });

  const result = await brewpull(home, ['sync', ...remote(tap.path)]);

  expect(result.code).toBe(0);
  expect(result.stdout).toBe(
    `homebrew/core: ${COMMITS.length} commits, up to 2023-10-19 (${tap.head.slice(0, 12)})\n`,
  );
  const [what, size, disk] = result.stderr.split('\n');
  expect(what).toBe(
    `all history of homebrew/core, without a work tree, from ${pathToFileURL(tap.path).href}`,
  );
  expect(size).toContain('git servers do not report the number of bytes in advance');
  expect(disk).toContain(copyPath(home));
  expect(disk).toMatch(/\(\d[\d.]* [kMGT]?B free there\)$/);
  await expect(runGit(copyPath(home), ['fsck', '--connectivity-only'])).resolves.toBeDefined();
});

test('after a sync, resolve, history and coverage need no --tap-dir', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: COMMITS });
  await brewpull(home, ['sync', ...remote(tap.path)]);

  const resolved = await brewpull(home, ['resolve', 'vim', ...BIG_SUR, '--json']);
  const coverage = await brewpull(home, ['coverage', ...BIG_SUR, '--json']);

  expect(JSON.parse(resolved.stdout).results).toMatchObject([
    { status: 'found', pkgVersion: '9.0.1900', sources: ['git'] },
  ]);
  expect(JSON.parse(coverage.stdout)).toMatchObject({
    head: { commit: tap.head },
    pours: 0,
    ever: 1,
  });
});

test('a second sync brings only the new commits, and says so', async () => {
  await using home = await cliHome();
  await using early = await buildTap({ commits: COMMITS.slice(0, -4) });
  await using late = await buildTap({ commits: COMMITS });
  await brewpull(home, ['sync', ...remote(early.path)]);

  const again = await brewpull(home, ['sync', ...remote(early.path)]);
  const grown = await brewpull(home, ['sync', ...remote(late.path), '--json']);

  expect(again.stdout).toContain('homebrew/core: 0 new commits, up to ');
  expect(again.stderr).toMatch(/^what is new in homebrew\/core, from /);
  expect(again.stderr).toMatch(/ kB now \(/);
  expect(JSON.parse(grown.stdout)).toMatchObject({
    schemaVersion: 2,
    tap: 'homebrew/core',
    remote: pathToFileURL(late.path).href,
    path: copyPath(home),
    head: { commit: late.head, date: expect.stringMatching(/^2023-10-19T/) },
    previousHead: { commit: early.head, date: expect.stringMatching(/^2023-/) },
    newCommits: 4,
    hasAtlas: true,
  });
});

test('--dry-run uses no network, makes no copy and invents no size', async () => {
  await using home = await cliHome();
  const result = await brewpull(home, ['sync', '--dry-run', '--json']);

  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toEqual({
    schemaVersion: 2,
    tap: 'homebrew/core',
    remote: 'https://github.com/Homebrew/homebrew-core',
    path: copyPath(home),
    freeBytes: expect.any(Number),
    copyBytes: null,
  });
  expect(result.stderr).toContain('git servers do not report the number of bytes in advance');
  await expect(stat(copyPath(home))).rejects.toThrow('ENOENT');
});

test('--tap keeps a copy of another tap, and --no-atlas makes no atlas', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: COMMITS });

  const result = await brewpull(home, [
    'sync',
    '--tap',
    'me/tools',
    ...remote(tap.path),
    '--no-atlas',
    '--json',
  ]);

  expect(JSON.parse(result.stdout)).toMatchObject({
    tap: 'me/tools',
    path: copyPath(home, 'me/tools'),
    hasAtlas: false,
  });
  expect(await readdir(home.cache)).not.toContain('atlas');
  const resolved = await brewpull(home, ['resolve', 'me/tools/vim', ...BIG_SUR, '--json']);
  expect(JSON.parse(resolved.stdout).results).toMatchObject([
    { tap: 'me/tools', pkgVersion: '9.0.1900' },
  ]);
});

test('a tap without formulae is copied whole, and has no atlas', async () => {
  await using home = await cliHome();
  const write = { 'Casks/some.rb': 'cask "some" do\nend\n' };
  await using tap = await buildTap({
    commits: [{ subject: 'some 1.0', date: '2024-01-01T00:00:00Z', write }],
  });
  const result = await brewpull(home, ['sync', '--tap', 'e/casks', ...remote(tap.path), '--json']);

  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ hasAtlas: false, isWhole: true });
  expect(result.stderr).toContain('e/casks has no formulae, now or ever');
  const count = await runGit(copyPath(home, 'e/casks'), ['rev-list', '--count', 'HEAD']);
  expect(count.trim()).toBe('1');
  const asked = ['sync', '--tap', 'e/casks', ...remote(tap.path), '--export', home.at('x.answers')];
  expect(await brewpull(home, asked)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not a Homebrew tap'),
  });
});

test.each([
  ['a remote that is not there', ['--remote', 'file:///no/such/tap'], 1, '--remote'],
  ['a remote that nothing answers for', ['--remote', 'http://127.0.0.1:1/x'], 5, 'run this again'],
  ['--offline', ['--offline'], 5, 'Leave --offline out'],
  ['a tap without a slash', ['--tap', 'core'], 2, ''],
])('%s: the exit code and the next step', async (_name, argv, code, hint) => {
  await using home = await cliHome();
  const result = await brewpull(home, ['sync', ...argv], {
    env: { GIT_ALLOW_PROTOCOL: 'file:http' },
  });

  expect(result.code).toBe(code);
  expect(result.stdout).toBe('');
  expect(result.stderr).toContain('brewpull: ');
  expect(result.stderr).toContain(hint);
});

test('--offline is refused before sync says what it would fetch', async () => {
  await using home = await cliHome();
  const result = await brewpull(home, ['sync', '--offline']);

  expect(result.code).toBe(5);
  expect(result.stderr).toMatch(/^brewpull: sync needs the network, and --offline is set\nnext: /);
});

test('an empty remote is reported as having no commits', async () => {
  await using home = await cliHome();
  const path = home.at('empty.git');
  await mkdir(path);
  await runGit(path, ['init', '--quiet', '--bare', '--initial-branch=main']);

  const result = await brewpull(home, ['sync', ...remote(path)]);

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('has no commits');
});

test('without git, sync names a way that does not need it', async () => {
  await using home = await cliHome();
  const result = await brewpull(home, ['sync', '--remote', 'file:///any'], {
    env: { PATH: home.path },
  });

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('git is not installed');
  expect(result.stderr).toContain('--history registry');
});

test('several syncs at once take turns and leave one copy', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: COMMITS });

  const results = await Promise.all(
    Array.from({ length: 3 }, () => brewpull(home, ['sync', ...remote(tap.path)])),
  );

  expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect((await runGit(copyPath(home), ['rev-parse', 'HEAD'])).trim()).toBe(tap.head);
});

test('Ctrl-C leaves no copy that is used, exits 130, and the next run makes a whole one', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: COMMITS });
  const interrupted = await brewpull(home, ['sync', ...remote(tap.path)], {
    onStart: (interrupt) => {
      const timer = setInterval(() => {
        if (!existsSync(copyPath(home))) return;
        clearInterval(timer);
        interrupt();
      }, 1);
    },
  });
  const resolved = await brewpull(home, ['resolve', 'vim', ...BIG_SUR, '--history', 'git']);
  const next = await brewpull(home, ['sync', ...remote(tap.path)]);

  expect(interrupted).toMatchObject({ code: 130, stdout: '' });
  expect(resolved.stderr).toContain('there is no history of homebrew/core on this machine');
  expect(next).toMatchObject({ code: 0 });
  expect(next.stdout).toContain(`homebrew/core: ${COMMITS.length} commits`);
});

test('a damaged copy is reported, and the next sync makes a new one', async () => {
  await using home = await cliHome();
  await using tap = await buildTap({ commits: COMMITS });
  await brewpull(home, ['sync', ...remote(tap.path), '--no-atlas']);
  const objects = join(copyPath(home), 'objects');
  for (const name of await readdir(objects, { recursive: true })) {
    if (!/^[0-9a-f]{2}\/|\.pack$/.test(name)) continue;
    await rm(join(objects, name));
    await writeFile(join(objects, name), 'no object');
  }

  const resolved = await brewpull(home, ['resolve', 'vim', ...BIG_SUR, '--history', 'git']);
  await using grown = await buildTap({
    commits: [...COMMITS, { subject: 'new', write: { 'README.md': 'New.' } }],
  });
  const synced = await brewpull(home, ['sync', ...remote(grown.path)]);

  expect(resolved).toMatchObject({ code: 1, stdout: '' });
  expect(resolved.stderr).toMatch(/ is damaged: .*\nnext: /);
  expect(synced.code).toBe(0);
  expect(synced.stderr).toContain(`the copy ${copyPath(home)} is damaged`);
  expect(synced.stderr).toContain('it is removed and fetched again');
  expect(synced.stdout).toContain(`homebrew/core: ${COMMITS.length + 1} commits`);
});
