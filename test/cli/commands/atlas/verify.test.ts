import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { openAnswers } from '../../../../src/history/answers-file/file/answers-file.ts';
import type { AnsweredBottle, Answers } from '../../../../src/history/answers-file/answers.ts';
import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import type { CliResult } from '../../../support/cli/run-cli.ts';
import { once } from '../../../support/once.ts';
import { buildTap, runGit, type Tap } from '../../../support/tap/build-tap.ts';
import { serveLists } from '../../../support/tap/copying.ts';
import type { TapCommit } from '../../../support/tap/fast-import.ts';
import { formulaText } from '../../../support/tap/formula-text.ts';

const ENV = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };
const CORE = 'https://github.com/Homebrew/homebrew-core';
const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'omega'];

/** A commit that writes a formula with bottles for three tags, with the checksums of an older version if one is given. */
function bottled(date: string, name: string, version: string, older = version): TapCommit {
  const entries = Object.fromEntries(
    ['big_sur', 'ventura', 'x86_64_linux'].map((bottleTag) => [
      bottleTag,
      Buffer.from(`${name} ${older} ${bottleTag}`).toString('hex').slice(0, 64).padEnd(64, '0'),
    ]),
  );
  const text = formulaText({ name, version, bottle: { entries } });
  return {
    subject: `${name} ${version} ${older}`,
    date: `${date}T12:00:00Z`,
    write: { [`Formula/${name.charAt(0)}/${name}.rb`]: text },
  };
}

const COMMITS: readonly TapCommit[] = [
  ...NAMES.map((name, index) => bottled(`2023-01-1${index}`, name, '1.0')),
  ...NAMES.map((name, index) => bottled(`2023-02-1${index}`, name, '2.0', '1.0')),
  ...NAMES.map((name, index) => bottled(`2023-03-1${index}`, name, '2.0')),
  { subject: 'omega: delete', date: '2023-04-20T12:00:00Z', remove: ['Formula/o/omega.rb'] },
];

async function cloneOf(commits: readonly TapCommit[], url: string): Promise<Tap> {
  const clone = await buildTap({ commits });
  await runGit(clone.path, ['config', 'remote.origin.url', url]);
  return clone;
}

const core = once(() => cloneOf(COMMITS, CORE));

function run(home: CliHome, ...words: readonly string[]): Promise<CliResult> {
  return home.run(['atlas', ...words], { env: ENV });
}

/** A home with the answers of a clone, which is named with `--tap-dir` in each run. */
async function exported(clone: Tap = core(), ...words: readonly string[]): Promise<CliHome> {
  const home = await cliHome({ tap: clone });
  const { code, stderr } = await run(home, 'export', '-o', 'a.answers', ...words);
  if (code !== 0) throw new Error(stderr);
  return home;
}

/** Rewrites a.answers with other facts about the bottles, as a forger would: intact, with a correct checksum. */
async function forge(
  home: CliHome,
  change: (bottle: AnsweredBottle, key: string) => AnsweredBottle,
): Promise<void> {
  const file = openAnswers(home.at('work/a.answers'));
  if (file === undefined) throw new Error('there is no file');
  const { header } = file;
  const answers: Answers = {
    header,
    formulae: [...file.formulae()].map((formula) => {
      const { key, bottles } = formula;
      return { ...formula, bottles: bottles.map((bottle) => change(bottle, key)) };
    }),
    names: [...file.names()],
    migrations: file.migrations(),
  };
  file.close();
  await writeFile(home.at('work/a.answers'), formatAnswers(answers));
}

test('a file equals the clone that it was made from, both by its atlas and by its commits', async () => {
  await using home = await exported();
  const whole = await run(home, 'verify', 'a.answers');
  const sample = await run(home, 'verify', 'a.answers', '--sample', '2', '--json');
  const again = await run(home, 'verify', 'a.answers', '--sample', '2', '--json');

  expect(whole).toMatchObject({ code: 0, stdout: '5 formulae\n  15  equal\n' });
  expect(whole.stderr).toContain(`as of the file's own head ${core().head.slice(0, 12)}`);
  expect(whole.stderr).toContain('through the atlas of the clone');
  expect(sample.code).toBe(0);
  expect(JSON.parse(sample.stdout)).toMatchObject({
    schemaVersion: 1,
    tap: 'homebrew/core',
    evidence: 'commits',
    at: { commit: core().head, isHeadOfFile: true },
    formulae: 2,
    sample: { length: 2 },
    counts: { equal: 6, differs: 0, notInClone: 0, notInFile: 0, unchecked: 0 },
    contradictions: [],
  });
  expect(again.stdout).toBe(sample.stdout);
});

test.each([['--sample', '5'], []])(
  'a forged version and a forged checksum are reported with both values (%s)',
  async (...words) => {
    await using home = await exported();
    await forge(home, (bottle, key) => {
      if (bottle.bottleTag !== 'big_sur') return bottle;
      if (key === 'alpha') return { ...bottle, version: '3.0' };
      return key === 'beta' ? { ...bottle, checksum: 'f'.repeat(64) } : bottle;
    });
    const { code, stdout } = await run(home, 'verify', 'a.answers', ...words);

    expect(code).toBe(4);
    expect(stdout).toContain('  13  equal\n  2   different\n');
    expect(stdout).toMatch(/^alpha +big_sur +pkgVersion +3\.0 +2\.0$/m);
    expect(stdout).toMatch(/^beta +big_sur +checksum +sha256:f{64} +sha256:62657461/m);
  },
);

test('what only the clone has is reported, and what came after its end is not checked', async () => {
  await using home = await exported();
  await using less = await cloneOf(COMMITS.slice(0, -1), CORE);
  const last = COMMITS.slice(-1);
  const added = bottled('2023-04-19', 'new', '1.0');
  await using more = await cloneOf([...COMMITS.slice(0, -1), added, ...last], CORE);
  await using other = await cliHome();
  const check = async ({ path }: Tap) => {
    const words = ['verify', home.at('work/a.answers'), '--json', '--tap-dir', path];
    const { code, stdout } = await run(other, ...words);
    return { code, ...JSON.parse(stdout) };
  };

  expect(await check(less)).toMatchObject({
    code: 0,
    at: { isHeadOfFile: false, date: '2023-03-14T12:00:00Z' },
    counts: { equal: 12, unchecked: 3 },
  });
  expect(await check(more)).toMatchObject({
    code: 4,
    counts: { equal: 15, notInFile: 3 },
    contradictions: [
      { formula: 'new', status: 'not-in-file', differences: [{ file: null }] },
      { formula: 'new' },
      { formula: 'new' },
      { formula: 'new', differences: [{ field: 'leads-to', clone: 'new (file)', file: null }] },
    ],
  });
});

test('a clone with newer commits is read as of the head of the file', async () => {
  await using home = await exported();
  await using newer = await cloneOf([...COMMITS, bottled('2023-06-01', 'alpha', '3.0')], CORE);
  await using other = await cliHome({ tap: newer });

  for (const words of [[], ['--sample', '5']]) {
    const file = home.at('work/a.answers');
    const { code, stdout, stderr } = await run(other, 'verify', file, ...words);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '5 formulae\n  15  equal\n' });
    expect(stderr).toContain(core().head.slice(0, 12));
  }
});

test('what is older than the clone is counted as not checked, never as equal', async () => {
  await using home = await exported();
  const older = COMMITS.slice(0, 12);
  const write = Object.assign({}, ...older.map((commit) => commit.write));
  const begin = { subject: 'all', date: older.at(-1)?.date ?? '', write };
  await using late = await buildTap({ commits: [begin, ...COMMITS.slice(12)] });
  await using other = await cliHome({ tap: late });
  const { code, stdout, stderr } = await run(other, 'verify', home.at('work/a.answers'), '--json');
  const { counts } = JSON.parse(stdout);

  expect(stderr).toContain('the clone begins on 2023-03-11, the file on 2023-01-10');
  expect(code).toBe(0);
  // Those of alpha came before the clone; those of beta are in its oldest commit and may have been in older ones.
  expect(counts).toMatchObject({ equal: 9, unchecked: 6, notInClone: 0, differs: 0 });
});

test('a partial copy of history checks what it has', async () => {
  await using home = await exported();
  await using other = await cliHome();
  await serveLists(core());
  const remote = ['--remote', pathToFileURL(core().path).href];
  const synced = await other.run(['sync', ...remote, '--since', '2023-03-01'], { env: ENV });
  const file = home.at('work/a.answers');
  const { code, stdout } = await run(other, 'verify', file, '--sample', '5', '--json');
  const whole = await run(other, 'verify', file);

  expect(synced.code).toBe(0);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).counts).toMatchObject({ differs: 0, notInClone: 0 });
  expect(JSON.parse(stdout).counts.unchecked).toBeGreaterThan(0);
  expect(whole.code).toBe(1);
  expect(whole.stderr).toContain('brewpull sync without --since');
});

test('with a mirror, other days are distinguished from other bottles', async () => {
  await using home = await exported();
  const daily = [
    ...COMMITS.map((commit) => ({ ...commit, date: (commit.date ?? '').replace('T12:', 'T09:') })),
    { subject: 'readme', date: '2023-05-01T09:00:00Z', write: { 'README.md': 'newer' } },
  ];
  await using mirror = await cloneOf(daily, 'https://github.com/lzwme/homebrew-cn');
  await using other = await cliHome();
  const place = ['--tap-dir', `homebrew/core=${mirror.path}`];
  const file = home.at('work/a.answers');
  const { code, stdout } = await run(other, 'verify', file, ...place);

  expect(code).toBe(0);
  expect(stdout).toBe(
    '5 formulae\n  0   equal\n  15  the same bottle, on other days in this history\n',
  );
});

test('an atlas is verified by its last bottles, and answers for some targets by those targets', async () => {
  await using home = await exported();
  await run(home, 'export', '-o', 'core.atlas', '--full');
  await run(home, 'export', '-o', 'some.answers', '--target', 'big_sur');
  const atlas = await run(home, 'verify', 'core.atlas', '--sample', '3');
  const some = await run(home, 'verify', 'some.answers', '--sample', '5');

  expect(atlas).toMatchObject({ code: 0, stdout: '3 formulae\n  9  equal\n' });
  expect(some).toMatchObject({ code: 0, stdout: '5 formulae\n  5  equal\n' });
});

test('what names meant at other times is also compared', async () => {
  const link = (target: string) => ({ 'Aliases/a': `../Formula/${target.charAt(0)}/${target}.rb` });
  const aliased = [
    ...COMMITS.slice(0, 5),
    { subject: 'alias', date: '2023-01-20T12:00:00Z', link: link('alpha') },
    ...COMMITS.slice(5, 12),
    { subject: 'move it', date: '2023-03-12T09:00:00Z', link: link('beta') },
    ...COMMITS.slice(12),
  ];
  await using clone = await cloneOf([...aliased, bottled('2023-05-01', 'alpha', '3.0')], CORE);
  await using home = await exported(clone);

  for (const words of [[], ['--sample', '5']]) {
    const { code, stdout } = await run(home, 'verify', 'a.answers', ...words);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '5 formulae\n  15  equal\n' });
  }
  const file = openAnswers(home.at('work/a.answers'));
  const { earlier } = file?.formula('alpha') ?? {};
  file?.close();
  expect(earlier).toMatchObject([{ until: '2023-03-12T09:00:00Z' }]);
});

test('a damaged file is refused before a clone is read', async () => {
  await using home = await cliHome({ tap: { path: '/no/such/clone' } });
  await using good = await exported();
  const file = openAnswers(good.at('work/a.answers'));
  const size = file?.sizeBytes ?? 0;
  file?.close();
  const bytes = await readFile(good.at('work/a.answers'));
  bytes.writeUInt8(bytes.readUInt8(size - 5) ^ 1, size - 5);
  await writeFile(home.at('work/a.answers'), bytes);
  const { code, stderr } = await run(home, 'verify', 'a.answers');

  expect(code).toBe(4);
  expect(stderr).toContain('is damaged');
});

test.each([
  [['verify'], 'atlas verify takes one file'],
  [['verify', 'a', 'b'], 'atlas verify takes one file'],
  [['verify', 'a', '--sample', '0'], '--sample must be a number from 1'],
  [['verify', 'a', '--full'], 'atlas verify has no option --full'],
])('%j is refused', async (words, message) => {
  await using home = await cliHome();
  const { code, stderr } = await run(home, ...words);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
