import { requireHistory } from '../../../workspace/histories/formula-history.ts';
import { planSync, syncTap } from '../../../workspace/histories/sync-tap.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { parseDate } from '../../arguments/dates.ts';
import { readTap } from '../../arguments/formulae/tap.ts';
import type { RunCommand } from '../../command.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { describeCost, describeSync, toPlanJson } from './sync-text.ts';

/** Runs `brewpull sync`. */
export const runSync: RunCommand = async (args, session) => {
  keepHeapSmall();
  const brewpull = await openBrewpull(args, session);
  const sinceText = args.text('since');
  const since = sinceText === undefined ? undefined : parseDate(sinceText, '--since');
  const plan = await planSync(brewpull, readTap(args), args.text('remote'));
  for (const line of describeSync(plan, since)) session.note(line);
  if (args.flag('dry-run')) {
    await session.answer({ json: () => toPlanJson(plan) });
    return 0;
  }
  const sinceMs = since === undefined ? undefined : Date.parse(since);
  const { head, previousHead, newCommits, isWhole } = await syncTap(brewpull, plan, {
    sinceMs,
    onCost: (cost) => session.note(describeCost(cost)),
  });
  const history = await requireHistory(brewpull, plan.tap);
  const atlas = args.flag('no-atlas') || !isWhole ? undefined : await history.atlas();
  if (!isWhole) session.note('a part of history only: answers that lie before need the rest');
  const date = await history.headDate();
  const news = previousHead === undefined ? `${newCommits} commits` : `${newCommits} new commits`;
  await session.answer({
    json: () => ({
      ...toPlanJson(plan),
      head,
      date: date ?? null,
      previousHead: previousHead ?? null,
      newCommits,
      hasAtlas: atlas !== undefined,
      isWhole,
    }),
    text: () => `${plan.tap}: ${news}, up to ${date?.slice(0, 10) ?? ''} (${head.slice(0, 12)})\n`,
  });
  return 0;
};
