import { Brewpull } from '../../usecases/brewpull/open.ts';
import { requireHistory } from '../../usecases/history/formula-history.ts';
import { planSync, syncTap } from '../../usecases/sync/sync-tap.ts';
import { readBrewpullOptions } from '../arguments/brewpull-options.ts';
import { readTap } from '../arguments/tap.ts';
import type { RunCommand } from '../command.ts';
import { formatBytes } from '../render/bytes.ts';

/** Runs `brewpull sync`. */
export const runSync: RunCommand = async (args, session) => {
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const plan = await planSync(brewpull, readTap(args), args.text('remote'));
  session.note(`all history of ${plan.tap}, without a work tree, from ${plan.remote}`);
  session.note(`into ${plan.path} (${formatBytes(plan.freeBytes)} free there)`);
  if (args.flag('dry-run')) {
    if (session.json) await session.printJson({ schemaVersion: 1, ...plan });
    return 0;
  }
  const { head, previousHead, newCommits } = await syncTap(brewpull, plan);
  const history = await requireHistory(brewpull, plan.tap);
  const atlas = args.flag('no-atlas') ? undefined : await history.atlas();
  const date = await history.headDate();
  if (session.json) {
    await session.printJson({
      schemaVersion: 1,
      ...plan,
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
