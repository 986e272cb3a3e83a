import { UsageError } from '../../../../core/errors.ts';
import type { Target } from '../../../../core/target.ts';
import { requireHistory } from '../../../../workspace/histories/formula-history.ts';
import { requireReplaceableFile } from '../../../../workspace/answers/replaceable-file.ts';
import { openBrewpull } from '../../../arguments/brewpull/open-brewpull.ts';
import { readTap } from '../../../arguments/formulae/tap.ts';
import { readTargets } from '../../../arguments/formulae/targets.ts';
import type { Arguments } from '../../../arguments/options/arguments.ts';
import type { Session } from '../../../session.ts';
import { keepHeapSmall } from '../../../v8-flags.ts';
import type { RunAction } from '../../../own-action.ts';
import { noteSummary, toSummaryJson } from '../file-summary.ts';
import { requireOutput } from '../output.ts';
import { makeAnswers, makeAtlasCopy } from './make-export.ts';

const TARGET_OPTIONS = ['macos', 'arch', 'target'] as const;

/** Runs `brewpull atlas export`. */
export const runExport: RunAction = async (words, args, session) => {
  if (words.length > 0) {
    throw new UsageError(`atlas export takes only options, not ${words.join(' ')}`, {
      hint: 'Name the file with --output: brewpull atlas export -o team.answers.',
    });
  }
  session.tune(keepHeapSmall);
  const output = await requireOutput(args, session, 'export');
  const isFull = args.flag('full');
  const targets = isFull ? requireNoTargets(args) : readExportTargets(args, session);
  const tap = readTap(args);
  const { path } = output;
  const kind = isFull ? 'atlas' : 'answers';
  const isKept = path !== undefined && !args.flag('force');
  const planned = { kind, tap, targets: targets?.map(({ bottleTag }) => bottleTag) } as const;
  if (isKept) await requireReplaceableFile(path, planned);
  const brewpull = await openBrewpull(args, session);
  const history = await requireHistory(brewpull, tap);
  if (isKept) await requireReplaceableFile(path, { ...planned, head: await history.head() });
  const { bytes, summary } = isFull
    ? await makeAtlasCopy(history, session.signal)
    : await makeAnswers(brewpull, history, { targets });
  await output.place(bytes);
  await session.answer({
    name: 'atlas-export',
    json: () => ({ path: path ?? null, ...toSummaryJson(summary) }),
    ...(path === undefined ? {} : { paths: [path] }),
    notes: noteSummary(summary),
  });
  return 0;
};

/** Without one of these options the file is for every target, even on a Mac. */
function readExportTargets(args: Arguments, { terminal }: Session): readonly Target[] | undefined {
  const isSaid = TARGET_OPTIONS.some((name) => args.strength(name) !== undefined);
  return isSaid ? readTargets(args, terminal) : undefined;
}

function requireNoTargets(args: Arguments): undefined {
  const typed = TARGET_OPTIONS.find((name) => args.strength(name) === 0);
  if (typed === undefined) return undefined;
  throw new UsageError(`--full has every bottle of every system, and --${typed} names one`, {
    hint: 'Leave one of them out.',
  });
}
