import { cpuWarning } from '../../../bundle/probe/probe.ts';
import { Brewpull } from '../../../workspace/brewpull.ts';
import { leaveOutInstalled } from '../../../bundle/make/leave-out-installed.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import type { Arguments } from '../../arguments/arguments.ts';
import { readBrewpullOptions } from '../../arguments/brewpull-options.ts';
import type { Inputs } from '../../arguments/inputs.ts';
import type { LockRequest } from '../../arguments/lock-request.ts';
import { readPlans } from '../../arguments/plans.ts';
import type { Session } from '../../session.ts';

/** What a command that works on plans starts from. */
export interface OpenedPlans {
  readonly brewpull: Brewpull;
  readonly plans: readonly ClosurePlan[];
  /** What a probed Mac has already, as plans of the same targets. */
  readonly leftOut: readonly ClosurePlan[];
  /** Entries of Brewfiles that ask for nothing brewpull can fetch. */
  readonly skipped: Inputs['skipped'];
}

/** Opens brewpull and plans what the command line asks for; what a probed Mac has already is left out. */
export async function openForPlans(
  args: Arguments,
  session: Session,
  lock: LockRequest | undefined,
): Promise<OpenedPlans> {
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const { plans: whole, probe, skipped } = await readPlans(args, session, brewpull, lock);
  if (probe === undefined) return { brewpull, plans: whole, leftOut: [], skipped };
  const warning = cpuWarning(probe);
  if (warning !== undefined) session.onEvent({ type: 'warning', message: warning });
  const plans = whole.map((plan) => leaveOutInstalled(plan, probe));
  const kept = new Set(plans.flatMap(({ items }) => items));
  const leftOut = whole.map((plan) => ({
    ...plan,
    items: plan.items.filter((item) => !kept.has(item)),
  }));
  return { brewpull, plans, leftOut, skipped };
}
