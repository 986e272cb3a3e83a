import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { listTargets } from '../../scripts/packaged-answers/make-answers.ts';
import { type AnswersFile, openAnswers } from '../../src/history/answers-file/file/answers-file.ts';

const DATA = resolve(import.meta.dirname, '../../data');
const MOST_BYTES = 4 * 1024 * 1024;

function openPackaged(): AnswersFile {
  const file = openAnswers(join(DATA, 'homebrew-core.answers'), { tap: 'homebrew/core' });
  if (file === undefined) throw new Error('there are no packaged answers');
  return file;
}

test('the packaged answers are intact and have at most 4 MiB', async () => {
  using file = openPackaged();
  await expect(file.verify()).resolves.toBeUndefined();
  expect(file.sizeBytes).toBeLessThanOrEqual(MOST_BYTES);
});

test('they cover every system that Homebrew has stopped building for', () => {
  using file = openPackaged();
  expect(file.header.targets).toEqual(
    listTargets()
      .map(({ bottleTag }) => bottleTag)
      .toSorted(),
  );
  expect(file.header.targets).toEqual(
    expect.arrayContaining(['el_capitan', 'big_sur', 'tahoe', 'arm64_big_sur', 'arm64_ventura']),
  );
});

test('they hold every formula of homebrew-core since March 2023', () => {
  using file = openPackaged();
  const formulae = [...file.formulae()];
  expect(formulae.length).toBeGreaterThan(9400);
  expect(file.header.begins).toBe('2023-03-01T19:46:24Z');
  const present = formulae.filter(({ isPresent }) => isPresent);
  expect(present.length).toBeGreaterThan(8500);
});

test('the last vim for Big Sur is 9.0.1900, not the 9.0.1900_1 that dropped it', () => {
  using file = openPackaged();
  const bigSur = file.formula('vim')?.bottles.find(({ bottleTag }) => bottleTag === 'big_sur');
  expect(bigSur).toMatchObject({
    version: '9.0.1900',
    revision: 0,
    rebuild: 0,
    checksum: '6cbad503034158806227128743d2acc08773c90890cea12efee25c4a53399d02',
    droppedBy: { version: '9.0.1900', revision: 1 },
    isUnsure: false,
  });
});

test('fewer than one bottle in five hundred has an unsure version', () => {
  using file = openPackaged();
  const bottles = [...file.formulae()].flatMap((each) => each.bottles);
  const unsure = bottles.filter(({ isUnsure }) => isUnsure);
  expect(bottles.length).toBeGreaterThan(58_000);
  expect(unsure.length).toBeLessThan(bottles.length / 500);
});

test('the page beside them names their digest and every clone they were made from', async () => {
  using file = openPackaged();
  const page = readFileSync(join(DATA, 'README.md'), 'utf8');
  expect(page).toContain(await file.digest());
  for (const { name, from, until } of file.header.sources) {
    expect(page).toContain(`${name}, ${from.slice(0, 10)} to ${until.slice(0, 10)}`);
  }
});
