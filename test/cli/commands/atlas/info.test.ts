import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import { toAnswersJson } from '../../../../src/cli/commands/atlas/answers-json.ts';
import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import { fetchedAnswersPaths } from '../../../../src/workspace/answers/answers-places.ts';
import { sampleAnswers } from '../../../support/answers/sample-answers.ts';
import { cliHome, type CliHome } from '../../../support/cli/cli-home.ts';
import type { CliWorld } from '../../../support/cli/run-cli.ts';
import { once } from '../../../support/once.ts';
import { updateAtlasOf } from '../../../support/tap/atlas-lines.ts';
import { buildTap } from '../../../support/tap/build-tap.ts';
import { vimHistory } from '../../../support/tap/vim-history.ts';

const tap = once(() => buildTap({ commits: vimHistory() }));

/** A home with a file of answers that has one of everything. */
async function homeWithAnswers(): Promise<CliHome> {
  const home = await cliHome();
  await writeFile(home.at('work/team.answers'), formatAnswers(sampleAnswers()));
  return home;
}

test('info shows which history a file of answers is from, what it holds, and its digest', async () => {
  await using home = await homeWithAnswers();
  const { code, stdout, stderr } = await home.run(['atlas', 'info', 'team.answers']);
  const bytes = formatAnswers(sampleAnswers());

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    `file      ${home.at('work/team.answers')}`,
    'kind      answers: the last bottle of every formula and system',
    'tap       homebrew/core',
    'history   from 2023-03-01 to 2026-08-22',
    `head      ${'a'.repeat(40)}`,
    'targets   big_sur, sonoma, ventura',
    'formulae  3',
    'bottles   5',
    `size      ${bytes.length} B (${bytes.length} bytes)`,
    `digest    ${digestOfBytes(bytes)}`,
    '',
    'SOURCE             FROM        UNTIL       NOTE',
    'lzwme/homebrew-cn  2023-03-01  2023-12-17  One a day.',
    'homebrew/core      2023-07-21  2026-08-22',
    '',
  ]);
});

test('with names info shows their last bottles and what a name meant', async () => {
  await using home = await homeWithAnswers();
  const { code, stdout, stderr } = await home.run(['atlas', 'info', 'team.answers', 'vi', 'node']);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'vim  once vi, ex; newest version 9.1.2_1-2; some of its states cannot be read',
    '  BOTTLE             VERSION    BUILT         UNTIL       THEN',
    '  sonoma             9.1.2_1    2023-09-16    offered',
    '  ventura            9.1.2_1    2023-09-16    offered',
    '  big_sur            9.0.1900?  2023-09-16    2023-09-28  9.0.1900_1 has none',
    '  yosemite_or_later  7.4-3      ≤ 2014-01-01  2013-01-01  the formula was removed for a time',
    '',
    'node meant node@24 from 2025-05-01 on',
    'node meant node@22 from 2024-05-01 to 2025-05-01',
    'node  removed',
    '  no bottle',
    '',
  ]);
});

test('an unknown name is reported with the likeliest one, and the others are shown', async () => {
  await using home = await homeWithAnswers();
  const some = await home.run(['atlas', 'info', 'team.answers', 'vimm', 'foo']);
  const none = await home.run(['atlas', 'info', 'team.answers', 'moved']);

  expect(some.code).toBe(6);
  expect(some.stdout).toMatch(/^foo /);
  expect(some.stderr).toContain('no formula named vimm');
  expect(some.stderr).toContain('Did you mean vim');
  expect(none).toMatchObject({ code: 1, stdout: '' });
  expect(none.stderr).toContain('It moved to user/tap/name');
});

test('--json gives the whole file, or what it holds for some names', async () => {
  await using home = await homeWithAnswers();
  const whole = await home.run(['atlas', 'info', 'team.answers', '--json']);
  const some = await home.run(['atlas', 'info', 'team.answers', 'vi', 'vimm', '--json']);
  const bytes = formatAnswers(sampleAnswers());

  expect(JSON.parse(whole.stdout)).toEqual({
    schemaVersion: 2,
    path: home.at('work/team.answers'),
    kind: 'answers',
    sizeBytes: bytes.length,
    digest: digestOfBytes(bytes),
    counts: { formulae: 3, bottles: 5 },
    ...(await toAnswersJson(sampleAnswers())),
  });
  expect(some.code).toBe(6);
  expect(JSON.parse(some.stdout)).toMatchObject({
    tap: 'homebrew/core',
    formulae: [{ key: 'vim', bottles: { length: 4 } }],
    names: [{ name: 'vi', key: 'vim', via: 'rename' }],
    errors: [{ code: 'FORMULA_NOT_FOUND' }],
  });
});

test('without a path info shows the file that brewpull would use: named, fetched, or packaged', async () => {
  await using home = await homeWithAnswers();
  const named = home.at('work/team.answers');
  const fetched = fetchedAnswersPaths(home.cache, 'homebrew/core').answers;
  const shown = async (words: readonly string[], more: Partial<CliWorld> = {}) => {
    const { code, stdout, stderr } = await home.run(['atlas', 'info', ...words], more);
    return { code, path: /^file +(.*)$/m.exec(stdout)?.[1], stderr };
  };

  expect(await shown([])).toMatchObject({
    code: 1,
    path: undefined,
    stderr: expect.stringContaining('brewpull atlas fetch'),
  });
  expect(await shown([], { packagedAnswers: named })).toMatchObject({ code: 0, path: named });
  await mkdir(dirname(fetched), { recursive: true });
  await writeFile(fetched, formatAnswers(sampleAnswers()));
  expect(await shown([], { packagedAnswers: named })).toMatchObject({ path: fetched });
  expect(await shown([], { env: { BREWPULL_ATLAS: named } })).toMatchObject({ path: named });
  expect(await shown(['--atlas', 'team.answers'])).toMatchObject({ path: named });
  expect(await shown(['team.answers', '--atlas', 'x'])).toMatchObject({ code: 2 });
  expect((await home.run(['atlas', 'info', 'vim'])).stdout).toMatch(/^vim /);
});

test('info shows the header of a whole atlas', async () => {
  await using home = await cliHome();
  await updateAtlasOf(tap().path, home.at('work/core.atlas'));

  const { code, stdout, stderr } = await home.run(['atlas', 'info', 'core.atlas']);
  const json = JSON.parse((await home.run(['atlas', 'info', 'core.atlas', '--json'])).stdout);
  const named = await home.run(['atlas', 'info', 'core.atlas', 'vim']);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(tap().head);
  expect(json).toMatchObject({
    schemaVersion: 2,
    path: home.at('work/core.atlas'),
    kind: 'atlas',
    tap: 'homebrew/core',
    head: { commit: tap().head, date: expect.stringMatching(/^2023-10-19T/) },
    commits: vimHistory().length,
    counts: { formulae: 1 },
    sizeBytes: (await stat(home.at('work/core.atlas'))).size,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
  expect(named).toMatchObject({ code: 2, stdout: '' });
  expect(named.stderr).toContain('brewpull history vim --atlas');
});

test('a file that is missing, damaged or of another kind is refused', async () => {
  await using home = await homeWithAnswers();
  const bytes = formatAnswers(sampleAnswers());
  await writeFile(home.at('work/other'), 'x'.repeat(1000));
  await writeFile(home.at('work/short'), bytes.subarray(0, bytes.length - 1));
  const info = (...words: string[]) => home.run(['atlas', 'info', ...words]);

  const missing = await info('./nothing');
  expect(missing).toMatchObject({ code: 2, stdout: '' });
  expect(missing.stderr).toContain(`cannot read ${home.at('work/nothing')}: there is no such file`);
  expect((await info('other')).stderr).toContain('is neither a file of answers nor an atlas');
  expect((await info('.')).stderr).toContain('it is a folder, not a file');
  expect(await info('short')).toMatchObject({ code: 4, stdout: '' });
});
