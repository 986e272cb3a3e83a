import { closeSync } from 'node:fs';

import { InvalidFileError } from '../../core/errors.ts';
import { openAtlas, type Atlas } from '../../history/atlas/atlas.ts';
import { openAnswers, type AnswersFile } from '../../history/answers-file/file/answers-file.ts';
import { beginsAnswers } from '../../history/answers-file/file/layout.ts';
import { beginsAtlas } from '../../history/atlas/file/layout.ts';
import { readAt } from '../../history/coding/read-at.ts';
import { openRegularFileSync } from '../../store/read/open-regular-file.ts';
import { explainStoreFailure } from '../../store/store-failure.ts';

/** An open file that answers without a clone; its first bytes say which kind it is. Must be closed. */
export type TravellingFile =
  | { readonly kind: 'answers'; readonly file: AnswersFile }
  | { readonly kind: 'atlas'; readonly file: Atlas };

/**
 * Opens a file that answers without a clone. Throws {@link InvalidFileError} if it is of neither kind, damaged or of a newer
 * format; `StoreError` if it does not exist or cannot be read.
 */
export function openTravellingFile(path: string): TravellingFile {
  const begin = readBeginning(path);
  if (beginsAnswers(begin)) {
    const file = openAnswers(path);
    if (file !== undefined) return { kind: 'answers', file };
  } else if (beginsAtlas(begin)) {
    const file = openAtlas(path);
    if (file !== undefined) return { kind: 'atlas', file };
  }
  throw new InvalidFileError(`${path} is neither a file of answers nor an atlas`, {
    hint: 'Make one with brewpull atlas export, or fetch one with brewpull atlas fetch.',
  });
}

/** Reads enough to tell what kind of file it is. */
function readBeginning(path: string): Buffer {
  let descriptor: number;
  try {
    descriptor = openRegularFileSync(path);
  } catch (error) {
    throw explainStoreFailure('read', path, error);
  }
  try {
    return readAt(descriptor, 0, 64);
  } finally {
    closeSync(descriptor);
  }
}
