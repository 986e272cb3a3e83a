import { writeFile } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import { openAnswers } from '../../../../src/history/answers-file/file/answers-file.ts';
import { readTravelFacts } from '../../../../src/mirror/travel/read-travel-facts.ts';
import { inspectAnswers } from '../../../../src/workspace/answers/inspect-answers.ts';
import { manyAnswers } from '../../../support/answers/many-answers.ts';
import { countTurns } from '../../../support/count-turns.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const COUNT = 300;

test('an abort takes effect while a file of answers is checked and hashed', async () => {
  await using folder = await tempFolder();
  const path = folder.at('a.answers');
  await writeFile(path, formatAnswers(manyAnswers(COUNT)));
  using file = openAnswers(path);
  if (file === undefined) throw new Error('there is no file');

  // Names and formulae.
  expect(await countTurns(() => file.verify())).toBeGreaterThan(2 * COUNT);
  expect(await countTurns(() => readTravelFacts(path))).toBeGreaterThan(2 * COUNT);
  expect(await countTurns(() => file.digest())).toBeGreaterThan(0);
  const signal = AbortSignal.abort();
  for (const run of [
    () => file.verify(signal),
    () => file.digest(signal),
    () => readTravelFacts(path, signal),
  ]) {
    await expect(countTurns(run)).rejects.toMatchObject({ code: 'ABORTED' });
  }
});

test('an abort while doctor looks at a file is not a finding about the file', async () => {
  await using folder = await tempFolder();
  const answersFile = folder.at('a.answers');
  await writeFile(answersFile, formatAnswers(manyAnswers(COUNT)));
  const inspected = countTurns(() =>
    inspectAnswers(
      'homebrew/core',
      {
        history: 'auto',
        answersFile,
        tapClones: [],
        before: undefined,
        at: undefined,
        registry: undefined,
        cacheDirectory: folder.path,
        concurrency: 4,
        proxy: undefined,
        certificateAuthorities: [],
        offline: true,
        environment: {},
        onEvent: () => undefined,
        signal: AbortSignal.abort(),
      },
      folder.path,
    ),
  );
  await expect(inspected).rejects.toMatchObject({ code: 'ABORTED' });
});
