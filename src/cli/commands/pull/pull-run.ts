import { UsageError } from '../../../core/errors.ts';
import type { Target } from '../../../core/target.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { WORTH_AN_ATLAS } from '../../../workspace/histories/tap-history.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { lockPulled } from '../../../lock/lock-pulled.ts';
import { resolveWithLock } from '../../../lock/resolve-with-lock.ts';
import { makeReceipt } from '../../../bottle/place/make-receipt.ts';
import type { Destination } from '../../../bottle/place/destination.ts';
import type { Resolution } from '../../../bottle/resolve/resolution.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { listAsked, resolveAsked } from '../../arguments/formulae/asked-names.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { readBrewVersion } from '../../arguments/brew-version.ts';
import { readDestination, requireDestination } from '../../arguments/destination.ts';
import { readInputs, type Inputs } from '../../arguments/formulae/inputs.ts';
import {
  readLockedTargets,
  readLockRequest,
  requireLockPlace,
  useOf,
  type LockRequest,
} from '../../arguments/lock-request.ts';
import { extendLock } from '../../arguments/write-lock.ts';
import { readReceiptRequest, writeReceipt } from '../../arguments/receipt-request.ts';
import { announceDownload } from '../../before-download.ts';
import type { RunCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { renderNextStep } from './next-step.ts';
import { noteLockChanges } from '../lock/lock-text.ts';
import { exitCodeOfPlans, noteExceptions, noteMissing } from '../plan/plan-text.ts';
import { toPullJson } from './pull-json.ts';
import { exitCodeOfPulls, reportPullProblems } from './pull-problems.ts';
import { noteProvenance } from './provenance-text.ts';
import { notePrebuilt, pulledFiles, renderPlanned } from './pull-text.ts';
import { toTargetsJson } from '../resolve/resolution-json.ts';
import type { Session } from '../../session.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { openForPlans } from '../plan/open-for-plans.ts';

/** Runs `brewpull pull`. */
export const runPull: RunCommand = async (args, session) => {
  const lock = await readLockRequest(args, session.terminal);
  await requireLockPlace(lock, args);
  const targets = readLockedTargets(args, session.terminal, lock?.lock);
  const version = readBrewVersion(args);
  const receipt = await readReceiptRequest(args, session);
  const dryRun = args.flag('dry-run');
  const prebuilt = readPrebuilt(args);
  // The number of results is known only later, but a place that cannot be written to is known now.
  if (!dryRun) await requireDestination(readDestination(args, session, 1));
  const { brewpull, resolutions, destination, plans, skipped } = await choose(args, session, {
    lock,
    targets,
  });
  const beforeDownload =
    plans &&
    announceDownload(args, session, {
      store: brewpull.store,
      noun: ['bottle', 'bottles'],
      output:
        destination.kind === 'stream' ? undefined : { path: destination.path, isWhole: false },
      isAlwaysSaid: true,
    });
  const outcomes = await brewpull.pull(resolutions, {
    destination,
    dryRun,
    prebuilt,
    beforeDownload: dryRun ? undefined : beforeDownload,
  });
  if (lock !== undefined && !dryRun) {
    const chosen = await lockPulled(brewpull, outcomes, plans);
    noteLockChanges(await extendLock(lock, chosen, { brewpull, session }), lock, session);
  }
  if (receipt !== undefined) {
    const created = session.terminal.now().toISOString();
    await writeReceipt(receipt, makeReceipt(outcomes, receipt.network, created), session);
  }
  for (const outcome of outcomes) {
    if (outcome.status === 'pulled' || outcome.status === 'cached')
      noteProvenance(outcome, session);
  }
  if (!dryRun && !prebuilt && destination.kind === 'file') {
    session.note(
      'no sidecar is written beside a file that you name; a folder gets both: -o bottles',
    );
  }
  reportPullProblems(outcomes, session);
  notePrebuilt(outcomes, receipt !== undefined || lock !== undefined, session);
  // With several bottles, no recipe is read.
  const shown = session.json || outcomes.length === 1 ? outcomes : [];
  const recipes = await brewpull.readRecipes(shown);
  const today = session.terminal.now().toISOString().slice(0, 10);
  const brew = { version, recipes, today };
  if (destination.kind !== 'stream') {
    await session.answer({
      name: 'pull',
      json: () => ({
        ...toTargetsJson(targets),
        results: outcomes.map((outcome) => toPullJson(outcome, brew)),
        skipped,
      }),
      paths: pulledFiles(outcomes),
      text: () => renderPlanned(outcomes, session.style),
      notes: renderNextStep(outcomes, brew, { args, isVerbose: session.verbosity.verbose }),
    });
  }
  const code = exitCodeOfPulls(outcomes);
  if (plans === undefined || code !== EXIT.done) return code;
  noteMissing(plans, session);
  return exitCodeOfPlans(plans);
};

/** Reads `--prebuilt`. Throws {@link UsageError} in combination with options that promise more than a plain file can offer. */
function readPrebuilt(args: Arguments): boolean {
  const isAsked = args.flag('prebuilt');
  for (const name of ['deps', 'require-provenance'] as const) {
    if (!isAsked || !args.flag(name)) continue;
    throw new UsageError(`--prebuilt and --${name} do not go together`, {
      hint: 'A ready-to-run file names no dependencies and has no attestation; leave one of them out.',
    });
  }
  return isAsked;
}

/** What to pull, and where it goes. */
interface PullChoice {
  readonly brewpull: Brewpull;
  readonly resolutions: readonly Resolution[];
  readonly destination: Destination;
  /** Undefined without `--deps`. */
  readonly plans: readonly ClosurePlan[] | undefined;
  readonly skipped: Inputs['skipped'];
}

async function choose(
  args: Arguments,
  session: Session,
  {
    lock,
    targets,
  }: { readonly lock: LockRequest | undefined; readonly targets: readonly Target[] },
): Promise<PullChoice> {
  if (args.flag('deps')) {
    const { brewpull, plans, skipped } = await openForPlans(args, session, { lock });
    noteExceptions(plans, session);
    const resolutions = plans.flatMap(({ items }) => items.map(({ found }) => found));
    const destination = readDestination(args, session, resolutions.length);
    return { brewpull, resolutions, destination, plans, skipped };
  }
  const use = useOf(lock);
  const mayBeEmpty = use !== undefined;
  const inputs = await readInputs(args, session, { targets, mayBeEmpty });
  const { byTarget, skipped } = inputs;
  const counts = byTarget.map(({ asked }) => asked.length);
  if (Math.max(...counts) >= WORTH_AN_ATLAS) session.tune(keepHeapSmall);
  const count = counts.reduce((sum, each) => sum + each, 0);
  const early = readDestination(args, session, count || targets.length);
  const brewpull = await openBrewpull(args, session);
  const asked = await listAsked(inputs, brewpull);
  const resolutions = await resolveAsked(asked, args.flag('exact'), (request) =>
    use === undefined ? brewpull.resolve(request) : resolveWithLock(brewpull, request, use),
  );
  const destination = count > 0 ? early : readDestination(args, session, resolutions.length);
  return { brewpull, resolutions, destination, plans: undefined, skipped };
}
