import { readFile, writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { openAnswers } from '../../../../src/history/answers-file/file/answers-file.ts';
import type { Answers } from '../../../../src/history/answers-file/answers.ts';
import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import {
  sampleBottle,
  sampleFormula,
  sampleHeader,
  sampleName,
} from '../../../support/answers/sample-answers.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import { runCli, type CliResult } from '../../../support/cli/run-cli.ts';
import { once } from '../../../support/once.ts';
import { updateAtlasOf } from '../../../support/tap/atlas-lines.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import { vimHistory } from '../../../support/tap/vim-history.ts';

const tap = once(() => buildTap({ commits: vimHistory() }));

function run(home: CliHome, ...words: readonly string[]): Promise<CliResult> {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' };
  return runCli(['atlas', ...words], { cwd: home.work, env });
}

/** Answers for one formula, read from the history of one year. */
function answersOf(year: number, version: string, checksum = `${year}`): Answers {
  const date = `${year}-06-01T00:00:00Z`;
  const bottle = sampleBottle({
    bottleTag: 'big_sur',
    version,
    introduced: date,
    checksum: checksum.padStart(64, '0'),
    builtAs: 'tool',
  });
  return {
    header: sampleHeader({
      head: { commit: undefined, date: `${year + 1}-01-01T00:00:00Z` },
      begins: `${year}-01-01T00:00:00Z`,
      sources: [
        {
          name: 'homebrew/core',
          from: `${year}-01-01`,
          until: `${year + 1}-01-01`,
          note: undefined,
        },
      ],
    }),
    formulae: [sampleFormula({ key: 'tool', bottles: [bottle] })],
    names: [sampleName({ name: 'tool' })],
    migrations: new Map(),
  };
}

async function homeWith(files: Readonly<Record<string, Answers>>): Promise<CliHome> {
  const home = await cliHome();
  for (const [name, answers] of Object.entries(files)) {
    await writeFile(home.at('work', name), formatAnswers(answers));
  }
  return home;
}

function lastVersion(path: string): string | undefined {
  const file = openAnswers(path);
  try {
    return file?.formula('tool')?.bottles[0]?.version;
  } finally {
    file?.close();
  }
}

test('two windows of one history become one file, in which the newer state wins', async () => {
  await using home = await cliHome({ tap: tap() });
  const all = ['export', '--tap-dir', tap().path, '--cache-dir', home.cache];
  await run(home, ...all, '-o', 'new.answers');
  await run(home, ...all, '-o', 'old.answers', '--before', '2023-09-25');
  const merge = (...words: string[]) => run(home, 'merge', ...words);
  const { code, stdout, stderr } = await merge('old.answers', 'new.answers', '-o', 'both.answers');
  const other = await merge('new.answers', 'old.answers', '-o', 'same.answers');
  const verified = await run(home, 'verify', 'both.answers', '--tap-dir', tap().path);

  expect({ code, stdout }).toEqual({ code: 0, stdout: `${home.at('work/both.answers')}\n` });
  expect(stderr).toContain('homebrew/core: 1 formula, ');
  expect(other.code).toBe(0);
  expect(await readFile(home.at('work/both.answers'))).toEqual(
    await readFile(home.at('work/same.answers')),
  );
  expect(verified.code).toBe(0);
  expect(verified.stdout).toMatch(/^1 formula\n {2}\d+ {2}equal\n$/);
});

test('more than two files are merged in order of time, not in that of the arguments', async () => {
  await using home = await homeWith({
    a: answersOf(2022, '3'),
    b: answersOf(2020, '1'),
    c: answersOf(2021, '2'),
  });
  const { code, stdout } = await run(home, 'merge', 'a', 'b', 'c', '-o', 'all', '--json');

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    path: home.at('work/all'),
    notes: [],
    tap: 'homebrew/core',
    begins: '2020-01-01T00:00:00Z',
    head: { date: '2023-01-01T00:00:00Z' },
    counts: { formulae: 1, bottles: 1 },
  });
  expect(lastVersion(home.at('work/all'))).toBe('3');
});

test('a gap between two histories is reported', async () => {
  await using home = await homeWith({ a: answersOf(2018, '1'), b: answersOf(2021, '2') });
  const { code, stderr } = await run(home, 'merge', 'a', 'b', '-o', 'all');

  expect(code).toBe(0);
  expect(stderr).toContain('Nothing is known about the time from 2019-01-01');
});

test('a contradiction about one sha256 is refused with both values, and nothing is written', async () => {
  await using home = await homeWith({
    a: answersOf(2021, '1', 'abc'),
    b: answersOf(2021, '2', 'abc'),
  });
  const { code, stdout, stderr } = await run(home, 'merge', 'a', 'b', '-o', 'all');
  const json = await run(home, 'merge', 'a', 'b', '-o', 'all', '--json');

  expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
  expect(stderr).toMatch(/tool: .* says .*1.*says .*2/);
  expect(stderr).toContain('brewpull atlas verify');
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'DISAGREEMENT' } });
  expect(await home.placed()).toEqual(['a', 'b']);
});

test('without --output merge only says what the result would be', async () => {
  await using home = await homeWith({ a: answersOf(2020, '1'), b: answersOf(2021, '2') });
  const { code, stdout, stderr } = await run(home, 'merge', 'a', 'b');

  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('in the history from 2020-01-01 to 2022-01-01');
  expect(stderr).toContain('nothing was written');
  expect(await home.placed()).toEqual(['a', 'b']);
});

test('the result replaces one of the merged files only with --force', async () => {
  await using home = await homeWith({ a: answersOf(2020, '1'), b: answersOf(2021, '2') });
  const refused = await run(home, 'merge', 'a', 'b', '-o', 'a');
  const before = lastVersion(home.at('work/a'));
  const forced = await run(home, 'merge', 'a', 'b', '-o', 'a', '--force');

  expect(refused.code).toBe(1);
  expect(before).toBe('1');
  expect(forced.code).toBe(0);
  expect(lastVersion(home.at('work/a'))).toBe('2');
});

test('files of different taps, atlases and single files are refused', async () => {
  const a = answersOf(2020, '1');
  await using home = await homeWith({ a, b: { ...a, header: { ...a.header, tap: 'me/tools' } } });
  await updateAtlasOf(tap().path, home.at('work/core.atlas'));
  const taps = await run(home, 'merge', 'a', 'b');
  const atlas = await run(home, 'merge', 'a', 'core.atlas');

  expect(taps).toMatchObject({ code: 2, stdout: '' });
  expect(taps.stderr).toContain('me/tools');
  expect(atlas).toMatchObject({ code: 2, stdout: '' });
  expect(atlas.stderr).toContain('is an atlas');
  expect(await run(home, 'merge', 'a')).toMatchObject({ code: 2 });
  expect(await run(home, 'merge')).toMatchObject({ code: 2 });
});
