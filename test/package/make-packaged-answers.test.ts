import { readFileSync, writeFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { main } from '../../scripts/packaged-answers/main.ts';
import { openAnswers, type AnswersFile } from '../../src/history/answers-file/file/answers-file.ts';
import { buildTap, runGit, type Tap } from '../support/tap/build-tap.ts';
import { formulaText } from '../support/tap/formula-text.ts';
import { tempFolder, type TempFolder } from '../support/temp-folder.ts';

const [OLD, NEW, LATE] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
const SOURCEFORGE = 'https://downloads.sourceforge.net/project/a/';

/** Eleven formulae that never change, so that one more or less is not a tenth. */
function others(): Record<string, string> {
  const names = 'bcdefghijkl'.split('').map((letter) => `${letter}${letter}`);
  return Object.fromEntries(
    names.map((name) => [`Formula/${name.charAt(0)}/${name}.rb`, bottled(name, '1.0', OLD)]),
  );
}

function bottled(name: string, version: string, checksum: string, url?: string): string {
  const entries = { big_sur: checksum };
  return formulaText({ name, version, bottle: { entries }, ...(url === undefined ? {} : { url }) });
}

/** The first mirror, with a formula of another tap; on its last day half of the formulae are missing. */
function first(): Promise<Tap> {
  return buildTap({
    commits: [
      {
        subject: 'first',
        date: '2023-03-01T01:00:00Z',
        write: {
          ...others(),
          'Formula/a/aa.rb': bottled('aa', '1.2', OLD),
          'Formula/m/mm.rb': bottled('mm', '1.0', OLD, `${SOURCEFORGE}mm-1.0.tar.gz`),
          'Formula/strange.rb': formulaText({ name: 'strange', version: '1.0' }),
          'Casks/c/cask.rb': 'cask "cask" do\nend\n',
        },
      },
      {
        subject: 'cut off',
        date: '2023-03-02T01:00:00Z',
        remove: Object.keys(others()).slice(4),
      },
      {
        subject: 'not asked for',
        date: '2023-03-05T01:00:00Z',
        write: { 'Formula/a/aa.rb': bottled('aa', '9.9', 'f'.repeat(64)) },
      },
    ],
  });
}

/** The second mirror, with an alias, and with the choice of a mirror in addresses. */
function second(): Promise<Tap> {
  const spoil = (version: string): string => `${SOURCEFORGE}mm-${version}.tar.gz?use_mirror=nchc`;
  return buildTap({
    commits: [
      {
        subject: 'before',
        date: '2023-03-01T02:00:00Z',
        write: {
          ...others(),
          'Formula/a/aa.rb': bottled('aa', '1.2', OLD),
          'Formula/m/mm.rb': bottled('mm', '1.0', OLD, spoil('1.0')),
        },
        link: { 'Aliases/ay': '../Formula/a/aa.rb' },
      },
      {
        subject: 'new',
        date: '2023-03-03T02:00:00Z',
        write: {
          'Formula/a/aa.rb': bottled('aa', '1.3', NEW),
          'Formula/n/nn.rb': bottled('nn', '3.0', LATE, spoil('3.0')),
        },
      },
      {
        subject: 'gone',
        date: '2023-03-04T02:00:00Z',
        write: { 'Formula/a/aa.rb': formulaText({ name: 'aa', version: '1.4' }) },
      },
    ],
  });
}

async function make(folder: TempFolder, at: string, clones: readonly Tap[]): Promise<AnswersFile> {
  const [one, two] = clones;
  const output = folder.at(at, 'core.answers');
  await main([
    `--from=one/homebrew-cn=${one?.path},2023-03-01..2023-03-02`,
    `--from=two/homebrew-cn=${two?.path},2023-03-03..2023-03-04`,
    `--aliases=two/homebrew-cn=${two?.path},2023-03-01..2023-03-04`,
    `--output=${output}`,
    `--keep=${folder.at(at, 'kept')}`,
  ]);
  const file = openAnswers(output, { tap: 'homebrew/core' });
  if (file === undefined) throw new Error('nothing was made');
  return file;
}

test('answers are made from the days of two mirrors, and what their damage touches is unsure', async () => {
  await using folder = await tempFolder();
  await using one = await first();
  await using two = await second();

  using file = await make(folder, 'made', [one, two]);

  // It came with the second mirror and went a day later.
  expect(file.formula('aa')?.bottles).toMatchObject([
    {
      bottleTag: 'big_sur',
      checksum: NEW,
      version: '1.3',
      introduced: '2023-03-03T02:00:00Z',
      dropped: '2023-03-04T02:00:00Z',
      isUnsure: false,
    },
  ]);
  // The cut-off day is left out, so nothing went and came back.
  expect(file.formula('ll')?.bottles).toMatchObject([
    { introduced: '2023-03-01T01:00:00Z', dropped: undefined, isFromBeginning: true },
  ]);
  // The same file is whole in the first mirror.
  expect(file.formula('mm')).toMatchObject({
    bottles: [{ version: '1.0', introduced: '2023-03-01T01:00:00Z', isUnsure: false }],
    doubts: [],
  });
  // No mirror has this one whole: it has a bottle, but of an unknown version.
  expect(file.formula('nn')).toMatchObject({ bottles: [], doubts: [{ bottleTag: 'big_sur' }] });
  expect(file.formula('strange')).toBeUndefined();
  expect(file.formula('cask')).toBeUndefined();
  expect(file.find('ay')).toMatchObject({ formula: 'aa', via: 'alias' });
});

test('the file says what it was made from', async () => {
  await using folder = await tempFolder();
  await using one = await first();
  await using two = await second();

  using file = await make(folder, 'made', [one, two]);

  expect(file.header).toMatchObject({
    tap: 'homebrew/core',
    head: { commit: undefined, date: '2023-03-04T02:00:00Z' },
    begins: '2023-03-01T01:00:00Z',
  });
  expect(file.header.targets).toEqual(
    expect.arrayContaining(['big_sur', 'arm64_ventura', 'tahoe']),
  );
  expect(file.header.targets).not.toContain('arm64_sonoma');
  expect(file.header.sources.map(({ name, from, until }) => [name, from, until])).toEqual([
    ['one/homebrew-cn', '2023-03-01T01:00:00Z', '2023-03-01T01:00:00Z'],
    ['two/homebrew-cn', '2023-03-03T02:00:00Z', '2023-03-04T02:00:00Z'],
    ['two/homebrew-cn', '2023-03-01T02:00:00Z', '2023-03-04T02:00:00Z'],
  ]);
  const notes = file.header.sources.map(({ note }) => note ?? '');
  expect(notes[0]).toContain('Not covered: what was gone before 2023-03-01.');
  expect(notes[1]).toContain('1 states of 1 formulae are damaged');
  expect(notes[2]).toContain('Aliases only.');
  const readme = readFileSync(folder.at('made', 'README.md'), 'utf8');
  expect(readme).toContain(await file.digest());
  expect(readme).toContain(
    '- formulae of one/homebrew-cn, 2023-03-01 to 2023-03-01: 1 commits; 13 formulae at the end; days with a commit that is left out: 2023-03-02\n',
  );
});

test('the same clones and days give the same bytes, and nothing is copied from the clones', async () => {
  await using folder = await tempFolder();
  await using one = await first();
  await using two = await second();

  using made = await make(folder, 'made', [one, two]);
  using again = await make(folder, 'again', [one, two]);

  expect(await again.digest()).toBe(await made.digest());
  const kept = folder.at('made', 'kept', 'composed');
  const counted = await runGit(kept, ['count-objects', '-v']);
  expect(counted).toContain(`alternate: ${one.path}/objects`);
  const fresh = await runGit(kept, ['rev-list', '--count', 'main']);
  expect(fresh.trim()).toBe('4');
});

test('a run without clones is refused, and the error says what is missing', async () => {
  await expect(main([])).rejects.toThrow('Give --from user/name=CLONE,DAY..DAY');
});

test('a folder that is not empty is refused and left as it is', async () => {
  await using folder = await tempFolder();
  writeFileSync(folder.at('mine'), 'mine');
  const args = ['--from=one/two=/none,2023-03-01..2023-03-02', `--keep=${folder.path}`];
  await expect(main(args)).rejects.toThrow('is not empty');
  expect(readFileSync(folder.at('mine'), 'utf8')).toBe('mine');
});
