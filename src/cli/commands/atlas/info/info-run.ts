import { existsSync } from 'node:fs';
import { extname, sep } from 'node:path';

import { UsageError } from '../../../../core/errors.ts';
import { requireNamedFile } from '../../../../store/read/named-path.ts';
import { NAMED_ATLAS } from '../../../../workspace/answers/answers-at-hand.ts';
import { openTravellingFile } from '../../../../workspace/answers/travelling-file.ts';
import { openBrewpull } from '../../../arguments/brewpull/open-brewpull.ts';
import { readTap } from '../../../arguments/formulae/tap.ts';
import type { Arguments } from '../../../arguments/options/arguments.ts';
import type { Session } from '../../../session.ts';
import type { RunAction } from '../../../own-action.ts';
import { showAnswers } from './show-answers.ts';
import { showAtlas } from './show-atlas.ts';

/** Runs `brewpull atlas info`. */
export const runInfo: RunAction = async (words, args, session) => {
  const { path, names } = readWords(words, args, session);
  if (path !== undefined) requireNamedFile(path);
  const opened = openTravellingFile(path ?? (await findAtHand(args, session)));
  session.defer(() => opened.file.close());
  return opened.kind === 'answers'
    ? showAnswers(opened.file, names, session)
    : showAtlas(opened.file, names, session);
};

/** The words after `info`, by meaning. */
interface InfoWords {
  /** Undefined for the file that brewpull would use. */
  readonly path: string | undefined;
  readonly names: readonly string[];
}

/** Takes the first word as a file if it names one that exists, or looks like a path; otherwise all words are names. */
function readWords(words: readonly string[], args: Arguments, session: Session): InfoWords {
  const [first, ...rest] = words;
  if (first === undefined) return { path: undefined, names: [] };
  const path = session.resolvePath(first);
  const isFile = existsSync(path) || first.includes(sep) || FILE_NAMES.has(extname(first));
  if (!isFile) return { path: undefined, names: words };
  if (args.strength('atlas') !== 0) return { path, names: rest };
  throw new UsageError(`--atlas and ${first} both name the file`, {
    hint: 'Leave one of them out.',
  });
}

const FILE_NAMES = new Set(['.answers', '.atlas']);

/** Finds the file that brewpull would use for a tap: the named one, a fetched one, or the one in its package. */
async function findAtHand(args: Arguments, session: Session): Promise<string> {
  const named = args.text('atlas');
  if (named !== undefined && args.text('tap') === undefined) {
    const path = session.resolvePath(named);
    requireNamedFile(path, NAMED_ATLAS);
    return path;
  }
  const tap = readTap(args);
  const { histories } = await openBrewpull(args, session);
  histories.answersAtHand.expect([`${tap}/any`]);
  const answers = await histories.answers(tap);
  if (answers === undefined) throw await histories.answersAtHand.explainNone(tap, undefined);
  return answers.path;
}
