import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { vimHistory } from '../support/tap/vim-history.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];
const BIG_SUR_SHA = '6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02';

const tap = once(async () => {
  const plain = formulaText({ name: 'plain', version: '1.0' });
  return buildTap({
    commits: [
      ...vimHistory(),
      { subject: 'plain 1.0 (new formula)', write: { 'Formula/p/plain.rb': plain } },
    ],
  });
});

function brewpull(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  const place = ['--tap-dir', tap().path, '--cache-dir', home.cache];
  return runCli([...argv.slice(0, 1), ...place, ...argv.slice(1)], {
    cwd: home.work,
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

/** Makes the atlas, which later runs find. */
async function makeAtlas(home: CliHome): Promise<void> {
  await brewpull(home, 'coverage', ...BIG_SUR, '--json');
}

test('the table lists versions down and macOS across, and marks the last one of each macOS', async () => {
  await using home = await cliHome();
  const { code, stdout, stderr } = await brewpull(home, 'history', 'vim', '--arch', 'amd64');

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').slice(0, 8)).toEqual([
    'vim',
    'VERSION     SINCE       11    12    13    14    Linux',
    '9.0.2050    2023-10-19        last  last  last  last',
    '9.0.2000    2023-10-07        •     •     •     •',
    '9.0.1950    2023-09-29        •     •     •     •',
    '9.0.1900_1  2023-09-28        •     •     •     •',
    '9.0.1900    2023-09-16  last  •     •     •     •',
    '9.0.1850    2023-09-02  •     •     •           •',
  ]);
});

test('without --arch both architectures have columns', async () => {
  await using home = await cliHome();
  const { stdout } = await brewpull(home, 'history', 'vim');

  expect(stdout.split('\n')[1]).toMatch(/ 11 .* arm 11 .* Linux$/);
});

test('--json gives every bottle with what introduced and dropped it, the same with and without an atlas', async () => {
  await using home = await cliHome();
  const walked = await brewpull(home, 'history', 'vim', '--json');
  await makeAtlas(home);
  const looked = await brewpull(home, 'history', 'vim', '--json');

  expect(looked.stdout).toBe(walked.stdout);
  const { builds, ...head } = JSON.parse(walked.stdout);
  expect(head).toEqual({
    schemaVersion: 2,
    formula: 'vim',
    tap: 'homebrew/core',
    head: { commit: tap().head, date: '2023-10-19T20:16:00Z' },
    searchedFrom: '2023-08-13T20:15:00Z',
    source: {
      kind: 'git',
      description: `homebrew/core at ${tap().path}`,
      asOf: '2023-10-19T20:16:00Z',
      searchedFrom: '2023-08-13T20:15:00Z',
    },
    extent: 'all',
  });
  const build = builds.find(({ pkgVersion }: { pkgVersion: string }) => pkgVersion === '9.0.1900');
  const bottle = build.bottles.find(
    ({ bottleTag }: { bottleTag: string }) => bottleTag === 'big_sur',
  );
  expect(bottle).toMatchObject({
    formula: 'vim',
    sha256: BIG_SUR_SHA,
    sha1: null,
    isLast: true,
    isUnsure: false,
    introducedBy: { commit: tap().oid('vim: update 9.0.1900 bottle.') },
    droppedBy: { commit: tap().oid('vim: update 9.0.1900_1 bottle.'), pkgVersion: '9.0.1900_1' },
  });
});

test('the table is the same from an atlas, and --all shows every build', async () => {
  await using home = await cliHome();
  const walked = await brewpull(home, 'history', 'vim', '--all');
  await makeAtlas(home);
  const looked = await brewpull(home, 'history', 'vim', '--all');

  expect(looked.stdout).toBe(walked.stdout);
  expect(walked.stdout).not.toContain('add --all');
});

test('--html writes a page that needs nothing from outside, and replaces another only with --force', async () => {
  await using home = await cliHome();
  const first = await brewpull(home, 'history', 'vim', '--html', 'vim.html');
  const same = await brewpull(home, 'history', 'vim', '--html', 'vim.html');
  const other = await brewpull(home, 'history', 'vim', '--arch', 'arm64', '--html', 'vim.html');
  const forced = await brewpull(
    home,
    'history',
    'vim',
    '--arch',
    'arm64',
    '--html',
    'vim.html',
    '--force',
  );

  const path = home.at('work/vim.html');
  expect(first).toMatchObject({ code: 0, stdout: `${path}\n` });
  expect(same.code).toBe(0);
  expect(other).toMatchObject({ code: 1, stdout: '' });
  expect(other.stderr).toContain('next: Add --force to replace it');
  expect(forced.code).toBe(0);
  const page = await readFile(path, 'utf8');
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toContain('Big Sur</td>');
  expect(page).not.toMatch(/<link|<img|@import|src=|url\(/i);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).toContain(tap().head.slice(0, 12));
});

test('--html - writes the page to standard output', async () => {
  await using home = await cliHome();
  const { stdout } = await brewpull(home, 'history', 'vim', '--html', '-');

  expect(stdout).toMatch(/^<!doctype html>/);
  expect(stdout).toContain(BIG_SUR_SHA);
});

test('each command on the page, as typed, finds the bottle in its row', async () => {
  await using home = await cliHome();
  const { stdout } = await brewpull(home, 'history', 'vim', '--html', '-');
  const rows = stdout
    .slice(stdout.indexOf('All bottles'))
    .matchAll(
      /<td class="sum"><code>(\w+)<\/code><\/td><td class="get"><code>brewpull ([^<]+)<\/code>/g,
    );
  const asked = await Promise.all(
    Array.from(rows, async ([, checksum = '', words = '']) => {
      const found = await brewpull(home, 'resolve', ...words.split(' '), '--json');
      return { words, isThat: found.stdout.includes(checksum) };
    }),
  );

  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter(({ isThat }) => !isThat)).toEqual([]);
});

test('--explain says which commit introduced the bottle of a target and which dropped it, with links', async () => {
  await using home = await cliHome();
  const { code, stdout } = await brewpull(home, 'history', 'vim', '--explain', ...BIG_SUR);

  const link = 'https://github.com/Homebrew/homebrew-core/commit/';
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    'vim 9.0.1900 is the last for macOS 11 Big Sur on Intel (big_sur)',
    '  its bottle is for big_sur, exactly this system',
    '',
    'Built 2023-09-16 in Formula/v/vim.rb',
    `  ${link}${tap().oid('vim: update 9.0.1900 bottle.')}`,
    '    vim: update 9.0.1900 bottle.',
    '',
    'Dropped 2023-09-28: 9.0.1900_1 has no bottle for it',
    `  ${link}${tap().oid('vim: update 9.0.1900_1 bottle.')}`,
    '    vim: update 9.0.1900_1 bottle.',
    '',
  ]);
});

test('--explain gives the same JSON from an atlas', async () => {
  await using home = await cliHome();
  const argv = ['history', 'vim', '--explain', ...BIG_SUR, '--json'];
  const walked = await brewpull(home, ...argv);
  await makeAtlas(home);
  const looked = await brewpull(home, ...argv);

  expect(looked.stdout).toBe(walked.stdout);
  expect(JSON.parse(walked.stdout)).toMatchObject({
    formula: 'vim',
    match: 'exact',
    bottle: { pkgVersion: '9.0.1900', sha256: BIG_SUR_SHA },
    messages: {
      introducedBy: 'vim: update 9.0.1900 bottle.',
      droppedBy: 'vim: update 9.0.1900_1 bottle.',
    },
  });
});

test('--before and --at show what history said then', async () => {
  await using home = await cliHome();
  const before = await brewpull(home, 'history', 'vim', '--before', '2023-09-01');
  const at = await brewpull(home, 'history', 'vim', '--at', tap().oid('vim 9.0.1900'), '--json');

  expect(before.stdout).toContain('\n9.0.1800 ');
  expect(before.stdout).not.toContain('9.0.1850');
  expect(before.stdout).not.toContain('2023-09-');
  expect(JSON.parse(at.stdout)).toMatchObject({
    head: { commit: tap().oid('vim 9.0.1900') },
    builds: [{ pkgVersion: '9.0.1850' }, {}, {}, {}],
  });
});

test('a formula without bottles is reported to have none', async () => {
  await using home = await cliHome();
  const { code, stdout } = await brewpull(home, 'history', 'plain');

  expect({ code, stdout }).toEqual({ code: 0, stdout: 'plain has no bottle in this history\n' });
});

test.each([
  ['a mistyped name', ['history', 'vmi'], 1, 'Did you mean vim?'],
  ['two names', ['history', 'vim', 'plain'], 2, 'so plain is one word too many'],
  ['no name', ['history'], 2, 'next: Write for example: brewpull history vim'],
  ['an architecture nobody has', ['history', 'vim', '--arch', 'sparc'], 2, 'amd64'],
  ['--explain without a target', ['history', 'vim', '--explain'], 2, '--macos 11 --arch amd64'],
  [
    '--explain for a target that never had one',
    ['history', 'plain', '--explain', ...BIG_SUR],
    3,
    'brewpull history plain',
  ],
  [
    '--explain as a page',
    ['history', 'vim', '--explain', ...BIG_SUR, '--html', 'x.html'],
    2,
    'Leave --html out',
  ],
  ['a commit that is not there', ['history', 'vim', '--at', 'f'.repeat(40)], 1, 'ffff'],
  ['a tap without history', ['history', 'me/tools/x', '--tap-dir', '/no/such'], 2, '--tap-dir'],
])('%s: sets the exit code and names the next step', async (_name, argv, code, hint) => {
  await using home = await cliHome();
  const result = await brewpull(home, ...argv);

  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toContain(hint);
});
