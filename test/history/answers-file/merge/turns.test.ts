import { expect, test } from 'vitest';

import { summarizeAnswers } from '../../../../src/cli/commands/atlas/file-summary.ts';
import { digestOfBytes } from '../../../../src/core/digest.ts';
import { compareAnswers } from '../../../../src/history/answers-file/check/compare-answers.ts';
import {
  formatAnswers,
  formatInTurns,
} from '../../../../src/history/answers-file/file/format-answers.ts';
import { mergeAll } from '../../../../src/history/answers-file/merge/merge-all.ts';
import { mergeAnswers } from '../../../../src/history/answers-file/merge/merge-answers.ts';
import { manyAnswers } from '../../../support/answers/many-answers.ts';
import { countTurns } from '../../../support/count-turns.ts';

const COUNT = 300;
const answers = manyAnswers(COUNT);
const later = manyAnswers(COUNT, {
  head: { commit: 'b'.repeat(40), date: '2026-08-23T00:00:00Z' },
});
const reach = {
  fileBegins: '2023-03-01T00:00:00Z',
  fileEnds: '2026-08-22T00:00:00Z',
  begins: '2023-03-01T00:00:00Z',
  ends: '2026-08-22T00:00:00Z',
  isSameHistory: true,
  isSameMoment: true,
};
const hashed = { sizeBytes: 0, digest: digestOfBytes(Buffer.alloc(0)) };

test.each([
  ['merged', COUNT, (signal) => mergeAll([answers, later], signal)],
  ['written', 2 * COUNT, (signal) => formatInTurns(answers, signal)],
  ['compared', COUNT, (signal) => compareAnswers(answers, later, { ...reach, signal })],
  [
    'summed up',
    COUNT,
    (signal) => summarizeAnswers(answers.header, answers.formulae, { hashed, signal }),
  ],
] satisfies [string, number, (signal: AbortSignal | undefined) => Promise<unknown>][])(
  'an abort takes effect while answers are %s',
  async (_name, least, run) => {
    expect(await countTurns(() => run(undefined))).toBeGreaterThanOrEqual(least);
    const aborted = countTurns(() => run(AbortSignal.abort()));
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
  },
);

test('merging and writing in turns gives the same as at once', async () => {
  expect(await mergeAll([later, answers])).toEqual(mergeAnswers(answers, later));
  expect(await formatInTurns(answers, undefined)).toEqual(formatAnswers(answers));
});
