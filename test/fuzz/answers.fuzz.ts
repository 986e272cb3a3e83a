import { array, integer, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';

import { BrewpullError, InvalidFileError } from '../../src/core/errors.ts';
import type { Answers } from '../../src/history/answers-file/answers.ts';
import { formatAnswers } from '../../src/history/answers-file/file/format-answers.ts';
import { mergeAnswers } from '../../src/history/answers-file/merge/merge-answers.ts';
import { arbitraryAnswers } from '../support/answers/arbitrary-answers.ts';
import { readBack } from '../support/answers/read-back.ts';
import { withSums } from '../support/answers/with-sums.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { fuzz } from './fuzzing.ts';

test('forged answers are refused, or all that they say can be written again', async () => {
  await using folder = await tempFolder();
  const path = folder.at('core.answers');
  const changes = array(
    tuple(integer({ min: 0, max: 1_000_000 }), uint8Array({ minLength: 1, maxLength: 8 })),
    { minLength: 1, maxLength: 4 },
  );
  const count = await fuzz(tuple(arbitraryAnswers, changes), ([answers, some]) => {
    const bytes = formatAnswers(answers);
    const start = 68;
    for (const [at, values] of some) {
      const place = start + (at % (bytes.length - start));
      bytes.set(values.subarray(0, bytes.length - place), place);
    }
    let read: Answers;
    try {
      read = readBack(path, withSums(bytes));
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidFileError);
      return;
    }
    expect(readBack(path, formatAnswers(read))).toEqual(read);
  });

  expect(count).toBeGreaterThan(0);
});

test('any two answers are merged or refused, the same in either order', async () => {
  const outcome = (a: Answers, b: Answers): Buffer | string => {
    try {
      return formatAnswers(mergeAnswers(a, b).answers);
    } catch (error) {
      if (!(error instanceof BrewpullError)) throw error;
      return error.code;
    }
  };
  const count = await fuzz(tuple(arbitraryAnswers, arbitraryAnswers), ([a, b]) => {
    expect(outcome(a, b)).toEqual(outcome(b, a));
  });

  expect(count).toBeGreaterThan(0);
});
