import { Brewpull } from '../../usecases/brewpull/open.ts';
import { readBrewpullOptions } from '../arguments/brewpull-options.ts';
import { readBrewVersion } from '../arguments/brew-version.ts';
import { readDestination } from '../arguments/destination.ts';
import { readInputs } from '../arguments/inputs.ts';
import { readReceiptRequest, writeReceipt } from '../arguments/receipt-request.ts';
import { readTargets } from '../arguments/targets.ts';
import type { RunCommand } from '../command.ts';
import { renderNextStep } from '../render/install-command.ts';
import { toPullJson } from '../render/pull-json.ts';
import { exitCodeOfPulls, reportPullProblems } from '../render/pull-problems.ts';
import { renderPulled } from '../render/pull-text.ts';
import { toTargetsJson } from '../render/resolution-json.ts';

/** Runs `brewpull pull`. */
export const runPull: RunCommand = async (args, session) => {
  const targets = readTargets(args, session.terminal);
  const { names, skipped } = await readInputs(args, session.terminal);
  for (const line of skipped) session.note(`skipped: ${line}`);
  const destination = readDestination(args, session, names.length * targets.length);
  const brewVersion = readBrewVersion(args);
  const receipt = readReceiptRequest(args, session);
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const resolutions = await brewpull.resolve({ names, targets, exactOnly: args.flag('exact') });
  const outcomes = await brewpull.pull(resolutions, { destination, dryRun: args.flag('dry-run') });
  if (receipt !== undefined) await writeReceipt(receipt, outcomes, session);
  reportPullProblems(outcomes, session);
  if (session.json) {
    await session.printJson({
      schemaVersion: 1,
      ...toTargetsJson(targets),
      results: outcomes.map((outcome) => toPullJson(outcome, brewVersion)),
    });
  } else if (destination.kind !== 'stream') {
    await session.print(renderPulled(outcomes, session.style));
    for (const line of renderNextStep(outcomes, brewVersion)) session.note(line);
  }
  return exitCodeOfPulls(outcomes);
};
