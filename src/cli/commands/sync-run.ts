import { Brewpull } from '../../usecases/brewpull/open.ts';
import { requireHistory } from '../../usecases/history/formula-history.ts';
import { planSync, syncTap } from '../../usecases/sync/sync-tap.ts';
import { readBrewpullOptions } from '../arguments/brewpull-options.ts';
import { readTap } from '../arguments/tap.ts';
import type { RunCommand } from '../command.ts';
import { keepHeapSmall } from '../small-heap.ts';
import { describeSync, toPlanJson } from '../render/sync-text.ts';

/** Runs `brewpull sync`. */
export const runSync: RunCommand = async (args, session) => {
  keepHeapSmall();
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const plan = await planSync(brewpull, readTap(args), args.text('remote'));
  for (const line of describeSync(plan)) session.note(line);
  if (args.flag('dry-run')) {
    if (session.json) await session.printJson({ schemaVersion: 1, ...toPlanJson(plan) });
    return 0;
  }
  const { head, previousHead, newCommits } = await syncTap(brewpull, plan);
  const history = await requireHistory(brewpull, plan.tap);
  const atlas = args.flag('no-atlas') ? undefined : await history.atlas();
  const date = await history.headDate();
  if (session.json) {
    await session.printJson({
      schemaVersion: 1,
      ...toPlanJson(plan),
      head,
      date: date ?? null,
      previousHead: previousHead ?? null,
      newCommits,
      hasAtlas: atlas !== undefined,
    });
  } else {
    const news = previousHead === undefined ? `${newCommits} commits` : `${newCommits} new commits`;
    await session.print(
      `${plan.tap}: ${news}, up to ${date?.slice(0, 10) ?? ''} (${head.slice(0, 12)})\n`,
    );
  }
  return 0;
};
