import type { Target } from '../../core/target.ts';
import { Brewpull } from '../../usecases/brewpull/open.ts';
import { WORTH_AN_ATLAS } from '../../usecases/brewpull/tap-history.ts';
import type { ClosurePlan } from '../../usecases/closure/closure-plan.ts';
import { lockPulled } from '../../usecases/lock/lock-pulled.ts';
import { resolveWithLock } from '../../usecases/lock/resolve-with-lock.ts';
import type { Destination } from '../../usecases/pull/pull-bottle.ts';
import type { Resolution } from '../../usecases/resolve/resolution.ts';
import type { Arguments } from '../arguments/arguments.ts';
import { readBrewpullOptions } from '../arguments/brewpull-options.ts';
import { readBrewVersion } from '../arguments/brew-version.ts';
import { readDestination } from '../arguments/destination.ts';
import { readInputs } from '../arguments/inputs.ts';
import {
  extendLock,
  readLockedTargets,
  readLockRequest,
  useOf,
  type LockRequest,
} from '../arguments/lock-request.ts';
import { readReceiptRequest, writeReceipt } from '../arguments/receipt-request.ts';
import type { RunCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { renderNextStep } from '../render/install-command.ts';
import { sayLockChanges } from '../render/lock-text.ts';
import { exitCodeOfPlans, sayExceptions, sayMissing } from '../render/plan-text.ts';
import { toPullJson } from '../render/pull-json.ts';
import { exitCodeOfPulls, reportPullProblems } from '../render/pull-problems.ts';
import { sayProvenance } from '../render/provenance-text.ts';
import { renderPulled } from '../render/pull-text.ts';
import { toTargetsJson } from '../render/resolution-json.ts';
import type { Session } from '../session.ts';
import { keepHeapSmall } from '../small-heap.ts';
import { openForPlans } from './open-for-plans.ts';

/** Runs `brewpull pull`. */
export const runPull: RunCommand = async (args, session) => {
  const lock = await readLockRequest(args, session.terminal);
  const targets = readLockedTargets(args, session.terminal, lock?.lock);
  const brewVersion = readBrewVersion(args);
  const receipt = readReceiptRequest(args, session);
  const dryRun = args.flag('dry-run');
  const { brewpull, resolutions, destination, plans } = await choose(args, session, lock, targets);
  const outcomes = await brewpull.pull(resolutions, { destination, dryRun });
  if (lock !== undefined && !dryRun) {
    const chosen = await lockPulled(brewpull, outcomes, plans);
    sayLockChanges(await extendLock(lock, chosen), lock, session);
  }
  if (receipt !== undefined) await writeReceipt(receipt, outcomes, session);
  for (const outcome of outcomes) {
    if (outcome.status === 'pulled' || outcome.status === 'cached') sayProvenance(outcome, session);
  }
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
  const code = exitCodeOfPulls(outcomes);
  if (plans === undefined || code !== EXIT.done) return code;
  sayMissing(plans, session);
  return exitCodeOfPlans(plans);
};

/** What is to be pulled, and where it goes. */
interface Choice {
  readonly brewpull: Brewpull;
  readonly resolutions: readonly Resolution[];
  readonly destination: Destination;
  /** Undefined without `--deps`. */
  readonly plans: readonly ClosurePlan[] | undefined;
}

async function choose(
  args: Arguments,
  session: Session,
  lock: LockRequest | undefined,
  targets: readonly [Target, ...Target[]],
): Promise<Choice> {
  if (args.flag('deps')) {
    const { brewpull, plans } = await openForPlans(args, session, lock);
    sayExceptions(plans, session);
    const resolutions = plans.flatMap(({ items }) => items.map(({ found }) => found));
    const destination = readDestination(args, session, resolutions.length);
    return { brewpull, resolutions, destination, plans };
  }
  const use = useOf(lock);
  const mayBeEmpty = use !== undefined;
  const { names, skipped } = await readInputs(args, session.terminal, { mayBeEmpty });
  for (const line of skipped) session.note(`skipped: ${line}`);
  if (names.length >= WORTH_AN_ATLAS) keepHeapSmall();
  const early = readDestination(args, session, (names.length || 1) * targets.length);
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const request = { names, targets, exactOnly: args.flag('exact') };
  const resolutions =
    use === undefined
      ? await brewpull.resolve(request)
      : await resolveWithLock(brewpull, request, use);
  const destination = names.length > 0 ? early : readDestination(args, session, resolutions.length);
  return { brewpull, resolutions, destination, plans: undefined };
}
