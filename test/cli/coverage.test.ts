import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { cliHome, type CliHome } from '../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../support/cli/run-cli.ts';
import { once } from '../support/once.ts';
import { buildTap, type Tap } from '../support/tap/build-tap.ts';
import type { TapCommit } from '../support/tap/fast-import.ts';
import { formulaText } from '../support/tap/formula-text.ts';

const BIG_SUR = ['--macos', '11', '--arch', 'amd64'];

const tap = once(() =>
  buildTap({
    commits: [
      bottled('2023-01-10', 'alpha', '1.0', ['big_sur', 'monterey']),
      bottled('2023-02-10', 'beta', '2.0', ['big_sur', 'monterey']),
      bottled('2023-03-10', 'gamma', '3.0', ['all']),
      bottled('2023-04-10', 'delta', '4.0', ['catalina', 'monterey']),
      bottled('2023-05-10', 'omega', '5.0', ['big_sur']),
      bottled('2023-06-10', 'newish', '6.0', ['sonoma']),
      bottled('2023-09-10', 'alpha', '1.1', ['monterey']),
      bottled('2023-11-10', 'beta', '2.1', ['monterey']),
      { subject: 'omega: delete', date: '2023-11-20T12:00:00Z', remove: ['Formula/o/omega.rb'] },
    ],
  }),
);

/** A commit that writes a formula with bottles for these tags. */
function bottled(date: string, name: string, version: string, tags: readonly string[]): TapCommit {
  const entries = Object.fromEntries(
    tags.map((bottleTag) => [bottleTag, checksum(`${name} ${version} ${bottleTag}`)]),
  );
  const text = formulaText({ name, version, bottle: { entries } });
  return {
    subject: `${name} ${version}`,
    date: `${date}T12:00:00Z`,
    write: { [`Formula/${name.charAt(0)}/${name}.rb`]: text },
  };
}

function checksum(of: string): string {
  return Buffer.from(of).toString('hex').padEnd(64, '0');
}

function brewpull(home: CliHome, ...argv: readonly string[]): Promise<CliResult> {
  return brewpullIn(home, tap(), ...argv);
}

function brewpullIn(home: CliHome, of: Tap, ...argv: readonly string[]): Promise<CliResult> {
  return home.run(['coverage', '--tap-dir', of.path, ...argv], {
    env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

test('the text says how many pour and how many stopped, in which month, and the last version of each', async () => {
  await using home = await cliHome();
  const { code, stdout, stderr } = await brewpull(home, ...BIG_SUR);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'macOS 11 Big Sur on Intel (big_sur)',
    '  2 formulae have a bottle today',
    '  3 had one and stopped, in the history from 2023-01-10 on',
    '',
    'Stopped',
    `  2023-09  1  ${'█'.repeat(20)}`,
    '  2023-10  0',
    `  2023-11  2  ${'█'.repeat(40)}`,
    '',
    'FORMULA  LAST VERSION  BOTTLE   BUILT       STOPPED',
    'omega    5.0           big_sur  2023-05-10  2023-11-20 (removed)',
    'beta     2.0           big_sur  2023-02-10  2023-11-10',
    'alpha    1.0           big_sur  2023-01-10  2023-09-10',
    '2 more formulae: add --all',
    '',
  ]);
});

test('--json gives the same for programs, and distinguishes bottles for all and for older systems', async () => {
  await using home = await cliHome();
  const { stdout } = await brewpull(home, ...BIG_SUR, '--json');

  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 2,
    target: { bottleTag: 'big_sur' },
    tap: 'homebrew/core',
    head: { commit: tap().head },
    pours: 2,
    ever: 5,
    months: [
      { month: '2023-09', stopped: 1 },
      { month: '2023-10', stopped: 0 },
      { month: '2023-11', stopped: 2 },
    ],
    formulae: [
      { formula: 'alpha', status: 'stopped', pkgVersion: '1.0', match: 'exact' },
      { formula: 'beta', status: 'stopped' },
      { formula: 'delta', status: 'pours', bottleTag: 'catalina', match: 'older', droppedBy: null },
      { formula: 'gamma', status: 'pours', bottleTag: 'all', match: 'all' },
      {
        formula: 'omega',
        status: 'removed',
        droppedBy: { commit: null, date: '2023-11-20T12:00:00Z', pkgVersion: null },
      },
    ],
  });
});

test('--csv gives one line for each formula under a header, and wins over --json', async () => {
  await using home = await cliHome();
  const { stdout } = await brewpull(home, ...BIG_SUR, '--csv', '--json');

  const lines = stdout.split('\r\n');
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatch(/^formula,status,pkg_version,/);
  expect(lines[5]).toBe(
    'omega,removed,5.0,0,big_sur,exact,2023-05-10T12:00:00Z,2023-11-20T12:00:00Z,false,git,2023-11-20T12:00:00Z,2023-01-10T12:00:00Z',
  );
});

test('--html writes one page with a chart and a list that needs nothing from outside', async () => {
  await using home = await cliHome();
  const { code, stdout } = await brewpull(home, ...BIG_SUR, '--html', 'big-sur.html');

  const path = home.at('work/big-sur.html');
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${path}\n` });
  const page = await readFile(path, 'utf8');
  expect(page).toMatch(/<title>Bottles for macOS 11 Big Sur on Intel \(big_sur\)<\/title>/);
  expect(page.match(/class="bar"/g)).toHaveLength(3);
  for (const name of ['alpha', 'beta', 'gamma', 'delta', 'omega']) expect(page).toContain(name);
  expect(page).not.toMatch(/<link|<img|@import|src=|url\(/i);
  expect(page.match(/<script/g)).toHaveLength(1);
  for (const text of [checksum('gamma 3.0 all'), `/commit/${tap().oid('omega: delete')}`]) {
    expect(page).toContain(text);
  }
  expect(page).toContain('prefers-color-scheme: dark');
});

test('a word filters by name, whatever its case', async () => {
  await using home = await cliHome();
  const some = await brewpull(home, 'ALPH', ...BIG_SUR);
  const none = await brewpull(home, 'nothing', ...BIG_SUR);
  const evil = await brewpull(home, '<b>', ...BIG_SUR, '--html', '-');

  expect(some.stdout).toContain('(big_sur), formulae with "ALPH" in their name\n');
  expect(some.stdout).toContain('alpha');
  expect(some.stdout).not.toContain('beta');
  expect(none.stdout).toBe(
    'macOS 11 Big Sur on Intel (big_sur), formulae with "nothing" in their name\n  none has a bottle in the history from 2023-01-10 on\n',
  );
  expect(evil.stdout).toContain('&quot;&lt;b&gt;&quot;');
  expect(evil.stdout).not.toContain('<b>');
});

test('--exact leaves out bottles of older systems; --all also lists what pours', async () => {
  await using home = await cliHome();
  const exact = await brewpull(home, ...BIG_SUR, '--exact', '--json');
  const all = await brewpull(home, ...BIG_SUR, '--all');

  expect(JSON.parse(exact.stdout)).toMatchObject({ pours: 1, ever: 4 });
  expect(all.stdout).toMatch(/^delta +4\.0 +catalina +2023-04-10 +offered$/m);
  expect(all.stdout).not.toContain('add --all');
});

test('--before and --at answer from history as it was then', async () => {
  await using home = await cliHome();
  const before = await brewpull(home, ...BIG_SUR, '--before', '2023-10-01', '--json');
  const at = await brewpull(home, ...BIG_SUR, '--at', tap().oid('alpha 1.0'), '--json');

  expect(JSON.parse(before.stdout)).toMatchObject({
    pours: 4,
    ever: 5,
    head: { commit: tap().oid('alpha 1.1') },
  });
  expect(JSON.parse(at.stdout)).toMatchObject({ pours: 1, ever: 1 });
});

test('the atlas is made once; a damaged one is reported and made again, with the same answer', async () => {
  await using home = await cliHome();
  const first = await brewpull(home, ...BIG_SUR, '--json');
  const folder = home.at('cache/atlas');
  const [name = ''] = await readdir(folder);
  const whole = await readFile(join(folder, name));
  await writeFile(join(folder, name), whole.subarray(0, whole.length >> 1));

  const second = await brewpull(home, ...BIG_SUR, '--json');

  expect(second.code).toBe(0);
  expect(second.stdout).toBe(first.stdout);
  expect(second.stderr).toMatch(/damaged/);
  expect((await readFile(join(folder, name))).equals(whole)).toBe(true);
});

test.each([
  ['no target', [], 2, '--macos 11 --arch amd64'],
  ['two targets', ['--target', 'big_sur', '--target', 'ventura'], 2, 'one target'],
  ['a tap that is not here', [...BIG_SUR, '--tap-dir', '/no/such'], 2, '--tap-dir'],
])('%s: sets the exit code and names the next step', async (_name, argv, code, hint) => {
  await using home = await cliHome();
  const result = await brewpull(home, ...argv);

  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toContain(hint);
});

test('without any history the next step is a sync of that tap', async () => {
  await using home = await cliHome();
  const result = await runCli(
    ['coverage', ...BIG_SUR, '--tap', 'me/tools', '--cache-dir', home.cache],
    { cwd: home.work, env: { PATH: process.env['PATH'] } },
  );

  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('next: Run brewpull sync --tap me/tools');
});

test('file names that would steer a terminal or a spreadsheet are shown, and do neither', async () => {
  await using home = await cliHome();
  const names = ['ev\u001b[31mil', 'o\u202ed', '=cmd|x', 'c1\u009b31m'];
  await using strange = await buildTap({
    commits: names.map((name) => {
      const commit = bottled('2023-01-10', 'even', '1.0', ['big_sur']);
      return {
        ...commit,
        write: { [`Formula/${name}.rb`]: Object.values(commit.write ?? {})[0] ?? '' },
      };
    }),
  });
  const place = ['--all', ...BIG_SUR];
  const text = await brewpullIn(home, strange, ...place);
  const csv = await brewpullIn(home, strange, ...place, '--csv');
  const page = await brewpullIn(home, strange, ...place, '--html', '-');
  const json = await brewpullIn(home, strange, ...place, '--json');

  for (const { code, stdout, stderr } of [text, csv, page, json]) {
    expect(code).toBe(0);
    for (const char of ['\u001b', '\u009b', '\u202e']) {
      expect(stdout + stderr).not.toContain(char);
    }
  }
  const shown = String.raw`ev\u{1b}[31mil`;
  for (const { stdout } of [text, csv, page]) expect(stdout).toContain(shown);
  expect(csv.stdout).toMatch(/^'=cmd\|x,/m);
  const { formulae } = JSON.parse(json.stdout);
  expect(JSON.stringify(formulae)).toContain(JSON.stringify(names[0]));
});
