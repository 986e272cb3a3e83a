import { writeFile } from 'node:fs/promises';

import { digestOfBytes, type Digest } from '../../../src/core/digest.ts';
import { formatAnswers } from '../../../src/history/answers-file/file/format-answers.ts';
import { sampleAnswers, sampleHeader } from './sample-answers.ts';

/** What differs between two files of answers. */
export interface AnswersFacts {
  readonly tap?: string;
  /** Of the head, as a day. */
  readonly day?: string;
}

/** Gives the bytes of a file of answers, of homebrew/core and 2026-08-22 unless said otherwise. */
export function answersBytes({
  tap = 'homebrew/core',
  day = '2026-08-22',
}: AnswersFacts = {}): Buffer {
  const head = { commit: undefined, date: `${day}T00:00:00Z` };
  return formatAnswers({ ...sampleAnswers(), header: sampleHeader({ tap, head }) });
}

/** Writes a file of answers; gives its digest. */
export async function writeAnswers(path: string, facts: AnswersFacts = {}): Promise<Digest> {
  const bytes = answersBytes(facts);
  await writeFile(path, bytes);
  return digestOfBytes(bytes);
}
