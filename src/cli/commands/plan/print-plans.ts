import type { Brewpull } from '../../../workspace/brewpull.ts';
import { checkPlan } from '../../../closure/check-plan.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { exitCodeOfPlans, renderPlan, sayMissing, toPlanJson } from './plan-text.ts';
import type { Session } from '../../session.ts';
import type { OpenedPlans } from './open-for-plans.ts';

/** Prints plans as a result, checked with the registry first. Resolves with the exit code. */
export async function printPlans(
  brewpull: Brewpull,
  { plans, skipped }: Pick<OpenedPlans, 'plans' | 'skipped'>,
  session: Session,
): Promise<number> {
  const checked: ClosurePlan[] = [];
  for (const plan of plans) checked.push(await checkPlan(brewpull, plan));
  if (session.json) {
    await session.printJson({ schemaVersion: 1, plans: checked.map(toPlanJson), skipped });
  } else await session.print(checked.map((plan) => renderPlan(plan, session.style)).join('\n'));
  sayMissing(checked, session);
  return exitCodeOfPlans(checked);
}
