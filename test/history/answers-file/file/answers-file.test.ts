import { writeFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { digestOfBytes } from '../../../../src/core/digest.ts';
import type { Answers } from '../../../../src/history/answers-file/answers.ts';
import { openAnswers } from '../../../../src/history/answers-file/file/answers-file.ts';
import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import { sampleAnswers } from '../../../support/answers/sample-answers.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

test('a file gives back everything that was written', async () => {
  await using folder = await tempFolder();
  const answers = sampleAnswers();
  const path = folder.at('core.answers');
  const bytes = formatAnswers(answers);
  writeFileSync(path, bytes);

  using file = openAnswers(path);

  expect(file?.header).toEqual(answers.header);
  expect([...(file?.formulae() ?? [])]).toEqual(answers.formulae);
  expect([...(file?.names() ?? [])]).toEqual(answers.names);
  expect(file?.migrations()).toEqual(answers.migrations);
  expect(await file?.digest()).toBe(digestOfBytes(bytes));
  expect(file?.sizeBytes).toBe(bytes.length);
  await expect(file?.verify()).resolves.toBeUndefined();
});

test('single formulae and names are found, and missing ones are not', async () => {
  await using folder = await tempFolder();
  const { formulae, names } = sampleAnswers();
  const path = folder.at('core.answers');
  writeFileSync(path, formatAnswers(sampleAnswers()));

  using file = openAnswers(path, { tap: 'homebrew/core' });

  for (const formula of formulae) expect(file?.formula(formula.key)).toEqual(formula);
  for (const name of names) expect(file?.find(name.name)).toEqual(name);
  for (const text of ['', 'a', 'fop', 'node', 'zzz']) expect(file?.formula(text)).toBeUndefined();
  for (const text of ['', 'a', 'fop', 'former/node']) expect(file?.find(text)).toBeUndefined();
  expect(file?.migration('moved')).toBe('user/tap/name');
  expect(file?.migration('vim')).toBeUndefined();
});

test('the same answers in another order give the same bytes', () => {
  const { header, formulae, names, migrations } = sampleAnswers();
  const other: Answers = {
    header,
    formulae: formulae
      .toReversed()
      .map((each) => ({ ...each, bottles: each.bottles.toReversed() })),
    names: names.toReversed(),
    migrations: new Map([...migrations].toReversed()),
  };

  expect(formatAnswers(other)).toEqual(formatAnswers(sampleAnswers()));
});

test('opening a missing file of answers gives undefined', async () => {
  await using folder = await tempFolder();

  expect(openAnswers(folder.at('core.answers'))).toBeUndefined();
});
