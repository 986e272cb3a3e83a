import { UsageError } from '../../../../core/errors.ts';
import { openTravellingFile } from '../../../../workspace/answers/travelling-file.ts';
import type { RunAction } from '../atlas-action.ts';
import { showAnswers } from './show-answers.ts';
import { showAtlas } from './show-atlas.ts';

/** Runs `brewpull atlas info`. */
export const runInfo: RunAction = async ([file, ...names], _args, session) => {
  if (file === undefined) {
    throw new UsageError('atlas info takes a file', { hint: 'Run brewpull atlas info FILE.' });
  }
  const path = session.resolvePath(file);
  const opened = openTravellingFile(path);
  session.defer(() => opened.file.close());
  return opened.kind === 'answers'
    ? showAnswers(opened.file, names, session)
    : showAtlas({ path, atlas: opened.file }, names, session);
};
