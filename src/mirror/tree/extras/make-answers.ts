import type { Target } from '../../../core/target.ts';
import type { Answers } from '../../../history/answers-file/answers.ts';
import { formatInTurns } from '../../../history/answers-file/file/format-answers.ts';
import { commonTargets, limitTo } from '../../../history/answers-file/merge/limit-targets.ts';
import { readClaims } from '../../../workspace/answers/claimed-answers.ts';
import { exportAnswers } from '../../../workspace/answers/export-answers.ts';
import { openTravellingFile } from '../../../workspace/answers/travelling-file.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { KnownHistory } from '../../../workspace/histories/order-histories.ts';
import type { ExtraFile } from './extra-file.ts';

/**
 * Makes a file of answers for each tap, limited to these targets, from what a run asks first: a clone, or the file of answers
 * available. There is none for a tap that only the registry was asked about. Throws what opening a history throws, and
 * `InvalidFileError` for a damaged file of answers.
 */
export async function makeMirrorAnswers(
  brewpull: Brewpull,
  taps: readonly string[],
  targets: readonly Target[],
): Promise<readonly ExtraFile[]> {
  const files: ExtraFile[] = [];
  for (const tap of taps) {
    const known = await findHistory(brewpull, tap, targets);
    if (known === undefined) continue;
    const answers = await readAnswers(brewpull, known, targets);
    const bytes = await formatInTurns(answers, brewpull.options.signal);
    files.push({ name: mirrorAnswersPath(tap), content: once(bytes) });
  }
  return files;
}

/** Returns the path of a tap's file of answers in a mirror. */
function mirrorAnswersPath(tap: string): string {
  return `answers/${tap.replace('/', '-')}.answers`;
}

/** Finds the history that is asked first and covers the most targets. */
async function findHistory(
  { histories }: Brewpull,
  tap: string,
  targets: readonly Target[],
): Promise<KnownHistory | undefined> {
  let best: { readonly known: KnownHistory; readonly covered: number } | undefined;
  for (const target of targets) {
    for (const known of await histories.ordered(tap, target)) {
      const covered = targets.filter(
        (each) => known.kind === 'clone' || known.answers.covers(each),
      ).length;
      if (best === undefined || covered > best.covered) best = { known, covered };
    }
  }
  return best?.known;
}

async function readAnswers(
  brewpull: Brewpull,
  known: KnownHistory,
  targets: readonly Target[],
): Promise<Answers> {
  if (known.kind === 'clone') return exportAnswers(brewpull, known.clone, { targets });
  const opened = openTravellingFile(known.answers.path);
  try {
    const claims = await readClaims(opened, brewpull.options.signal);
    const wanted = targets.map(({ bottleTag }) => bottleTag).toSorted();
    return limitTo(claims, commonTargets(claims.header.targets, wanted));
  } finally {
    opened.file.close();
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
