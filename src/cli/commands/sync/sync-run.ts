import { UsageError } from '../../../core/errors.ts';
import type { Atlas } from '../../../history/atlas/atlas.ts';
import { NoFormulaeError } from '../../../history/tap/tap-files.ts';
import type { PlaceOutput } from '../../../output/parts/history-output.ts';
import type { TapHistory } from '../../../workspace/histories/tap-history.ts';
import { requireHistory } from '../../../workspace/histories/formula-history.ts';
import { requireReplaceableFile } from '../../../workspace/answers/replaceable-file.ts';
import { planSync, requireNetwork, syncTap } from '../../../workspace/histories/sync-tap.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { parseDate } from '../../arguments/dates.ts';
import { readFilePath } from '../../arguments/output-path.ts';
import { requirePlaceForFile } from '../../../store/place/check-place.ts';
import { readTap } from '../../arguments/formulae/tap.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { RunCommand } from '../../command.ts';
import { placeResult } from '../../place-result.ts';
import type { Session } from '../../session.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { makeAnswers } from '../atlas/export/make-export.ts';
import { noteSummary, toSummaryJson } from '../atlas/file-summary.ts';
import { toPlanJson } from './sync-json.ts';
import { describeCost, describeSync } from './sync-text.ts';

/** Runs `brewpull sync`. */
export const runSync: RunCommand = async (args, session) => {
  session.tune(keepHeapSmall);
  const exportPath = readExportPath(args, session);
  if (exportPath !== undefined && !args.flag('dry-run')) await requirePlaceForFile(exportPath);
  const brewpull = await openBrewpull(args, session);
  if (!args.flag('dry-run')) requireNetwork(brewpull.options);
  const sinceText = args.text('since');
  const since = sinceText === undefined ? undefined : parseDate(sinceText, '--since');
  const plan = await planSync(brewpull, readTap(args), args.text('remote'));
  const { tap } = plan;
  const keptPath = args.flag('force') || args.flag('dry-run') ? undefined : exportPath;
  if (keptPath !== undefined) await requireReplaceableFile(keptPath, { kind: 'answers', tap });
  for (const line of describeSync(plan, since)) session.note(line);
  if (args.flag('dry-run')) {
    await session.answer({ name: 'sync-dry-run', json: () => toPlanJson(plan) });
    return 0;
  }
  const sinceMs = since === undefined ? undefined : Date.parse(since);
  const { head, previousHead, newCommits, isWhole } = await syncTap(brewpull, plan, {
    sinceMs,
    onCost: (cost) => session.note(describeCost(cost)),
  });
  if (keptPath !== undefined) {
    await requireReplaceableFile(keptPath, { kind: 'answers', tap, head });
  }
  const history = await requireHistory(brewpull, tap);
  const isAtlasWanted = !args.flag('no-atlas') && isWhole;
  const atlas = isAtlasWanted ? await makeAtlas(history, exportPath, session) : undefined;
  const exported =
    exportPath === undefined
      ? undefined
      : {
          path: exportPath,
          ...(await makeAnswers(brewpull, history, { remoteUrl: plan.remote.url })),
        };
  if (exported !== undefined) {
    await placeResult(exported.bytes, exported.path, args.flag('force'));
  }
  if (!isWhole) session.note('only part of the history: older answers need the rest');
  const date = await history.headDate();
  const news = previousHead === undefined ? `${newCommits} commits` : `${newCommits} new commits`;
  await session.answer({
    name: 'sync',
    json: async () => ({
      ...toPlanJson(plan),
      head: { commit: head, date: date ?? null },
      previousHead: previousHead === undefined ? null : await placeOf(previousHead, history),
      newCommits,
      hasAtlas: atlas !== undefined,
      isWhole,
      ...(exported && { export: { path: exported.path, ...toSummaryJson(exported.summary) } }),
    }),
    paths: exported === undefined ? [] : [exported.path],
    notes: exported === undefined ? [] : noteSummary(exported.summary),
    text: () => `${plan.tap}: ${news}, up to ${date?.slice(0, 10) ?? ''} (${head.slice(0, 12)})\n`,
  });
  return 0;
};

async function placeOf(commit: string, history: TapHistory): Promise<PlaceOutput> {
  return { commit, date: (await history.dateOf(commit)) ?? null };
}

/**
 * Makes the atlas; undefined for a copy without formulae, which is complete: a tap may have only casks. With `--export` that is
 * an error.
 */
async function makeAtlas(
  history: TapHistory,
  exportPath: string | undefined,
  session: Session,
): Promise<Atlas | undefined> {
  try {
    return await history.atlas();
  } catch (error) {
    if (!(error instanceof NoFormulaeError) || exportPath !== undefined) throw error;
    session.note(
      `${history.tap} has no formulae, now or ever: there is nothing to make an atlas of`,
    );
    return undefined;
  }
}

/** Reads `--export`. Throws {@link UsageError} if no file of answers can be made from what is fetched. */
function readExportPath(args: Arguments, session: Session): string | undefined {
  if (args.text('export') === '-') {
    throw new UsageError(
      'sync --export takes a file, because sync itself writes to standard output',
      {
        hint: 'Run brewpull atlas export -o - after the sync.',
      },
    );
  }
  const file = readFilePath(args, session, { name: 'export', what: 'a file of answers' });
  if (file === undefined) return undefined;
  const isPart = args.text('since') !== undefined;
  if (!isPart && !args.flag('no-atlas')) return file.path;
  const other = isPart ? '--since' : '--no-atlas';
  throw new UsageError(`--export needs the atlas of all history, and ${other} rules it out`, {
    hint: 'Leave one of them out.',
  });
}
