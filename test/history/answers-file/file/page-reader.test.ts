import { expect, test } from 'vitest';

import type { Answers } from '../../../../src/history/answers-file/answers.ts';
import { toAnswersJson } from '../../../../src/cli/commands/atlas/answers-json.ts';
import { formatAnswers } from '../../../../src/history/answers-file/file/format-answers.ts';
import { arbitraryAnswers } from '../../../support/answers/arbitrary-answers.ts';
import { readByThePage } from '../../../support/answers/page-reader.ts';
import { sampleAnswers } from '../../../support/answers/sample-answers.ts';
import { assert, asyncProperty, tries } from '../../../support/limits/random.ts';

/** Within a record the page gives bottles release by release. */
function sortBottles(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) =>
    key === 'bottles' && Array.isArray(each)
      ? each
          .map((bottle) =>
            JSON.stringify(Object.entries(bottle).toSorted(([a], [b]) => (a < b ? -1 : 1))),
          )
          .toSorted()
      : each,
  );
}

async function expectSame(answers: Answers): Promise<void> {
  const read = readByThePage(formatAnswers(answers));
  expect(sortBottles(read)).toEqual(sortBottles(await toAnswersJson(answers)));
}

test('a reader written from the page alone reads the same as JSON says', async () => {
  await expectSame(sampleAnswers());
  await assert(asyncProperty(arbitraryAnswers, expectSame), tries(200));
});
