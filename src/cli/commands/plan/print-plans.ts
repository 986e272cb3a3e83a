import type { Brewpull } from '../../../workspace/brewpull.ts';
import { checkPlan } from '../../../closure/check-plan.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { exitCodeOfPlans, renderPlan, noteMissing, toPlanJson } from './plan-text.ts';
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
  await session.answer({
    json: () => ({ plans: checked.map(toPlanJson), skipped }),
    text: () => checked.map((plan) => renderPlan(plan, session.style)).join('\n'),
  });
  noteMissing(checked, session);
  return exitCodeOfPlans(checked);
}
