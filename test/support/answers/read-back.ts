import { writeFileSync } from 'node:fs';

import type { Answers } from '../../../src/history/answers-file/answers.ts';
import { openAnswers } from '../../../src/history/answers-file/file/answers-file.ts';

/** Writes bytes to a path, and reads every answer back from there, one after the other. */
export function readBack(path: string, bytes: Uint8Array): Answers {
  writeFileSync(path, bytes);
  using file = openAnswers(path);
  if (file === undefined) throw new Error(`${path} is not there`);
  return file.answers();
}
