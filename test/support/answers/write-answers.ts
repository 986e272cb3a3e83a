import { writeFile } from 'node:fs/promises';

import { digestOfBytes, type Digest } from '../../../src/core/digest.ts';
import { formatAnswers } from '../../../src/history/answers-file/file/format-answers.ts';
import { sampleAnswers, sampleHeader } from './sample-answers.ts';

/** What differs between two files of answers. */
export interface AnswersFacts {
  readonly tap?: string;
  /** The day of the head. */
  readonly day?: string;
}

/** Returns the bytes of a file of answers, by default for homebrew/core and 2026-08-22. */
export function answersBytes({
  tap = 'homebrew/core',
  day = '2026-08-22',
}: AnswersFacts = {}): Buffer {
  const head = { commit: undefined, date: `${day}T00:00:00Z` };
  return formatAnswers({ ...sampleAnswers(), header: sampleHeader({ tap, head }) });
}

/** Writes a file of answers; returns its digest. */
export async function writeAnswers(path: string, facts: AnswersFacts = {}): Promise<Digest> {
  const bytes = answersBytes(facts);
  await writeFile(path, bytes);
  return digestOfBytes(bytes);
}
