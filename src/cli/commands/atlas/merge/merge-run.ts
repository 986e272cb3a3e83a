import { digestOfBytes } from '../../../../core/digest.ts';
import { UsageError } from '../../../../core/errors.ts';
import type { Answers } from '../../../../history/answers-file/answers.ts';
import { formatInTurns } from '../../../../history/answers-file/file/format-answers.ts';
import { mergeAll } from '../../../../history/answers-file/merge/merge-all.ts';
import { requireNamedFile } from '../../../../store/read/named-path.ts';
import { readClaims } from '../../../../workspace/answers/claimed-answers.ts';
import { openTravellingFile } from '../../../../workspace/answers/travelling-file.ts';
import { EXIT } from '../../../exit-code.ts';
import type { RunAction } from '../../../own-action.ts';
import { noteSummary, summarizeAnswers, toSummaryJson } from '../file-summary.ts';
import { readOutput } from '../output.ts';

/** Runs `brewpull atlas merge`; without `--output` nothing is written. */
export const runMerge: RunAction = async (files, args, session) => {
  const [first, second, ...more] = files;
  if (first === undefined || second === undefined) {
    throw new UsageError('atlas merge takes two files or more', {
      hint: 'Run brewpull atlas merge ONE.answers TWO.answers -o BOTH.answers.',
    });
  }
  const output = await readOutput(args, session);
  const paths = [first, second, ...more].map((file) => session.resolvePath(file));
  // Reading a file may take long, so a wrong name is reported before any is read.
  for (const path of paths) requireNamedFile(path);
  const all: Answers[] = [];
  const { signal } = session;
  for (const path of paths) all.push(await readAll(path, signal));
  const { answers, notes, holes } = await mergeAll(all, signal);
  const bytes = await formatInTurns(answers, signal);
  const hashed = { sizeBytes: bytes.length, digest: digestOfBytes(bytes) };
  const summary = await summarizeAnswers(answers.header, answers.formulae, {
    hashed,
    signal,
  });
  await output?.place(bytes);
  const path = output?.path;
  await session.answer({
    name: 'atlas-merge',
    json: () => ({ path: path ?? null, holes, notes, ...toSummaryJson(summary) }),
    paths: path === undefined ? [] : [path],
    notes: [
      ...notes,
      ...noteSummary(summary),
      ...(output === undefined ? ['nothing was written; name a file with -o FILE'] : []),
    ],
  });
  return EXIT.done;
};

/** Reads and checks a whole file of answers. Throws {@link UsageError} for an atlas. */
async function readAll(path: string, signal: AbortSignal): Promise<Answers> {
  const opened = openTravellingFile(path);
  try {
    if (opened.kind === 'answers') return await readClaims(opened, signal);
  } finally {
    opened.file.close();
  }
  throw new UsageError(`${path} is an atlas, and atlas merge takes files of answers`, {
    hint: 'Export answers from the clone instead: brewpull atlas export, without --full.',
  });
}
