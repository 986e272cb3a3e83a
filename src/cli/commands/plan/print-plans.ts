import type { ChosenBrew } from '../../../bundle/brew/choose-brews.ts';
import { formatTarget } from '../../../core/target.ts';
import { describeBrew, toChosenBrewJson } from '../bundle/brew-text.ts';
import { oneLine } from '../../render/harmless.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { checkPlan } from '../../../closure/check-plan.ts';
import type { ClosurePlan } from '../../../closure/closure-plan.ts';
import { toPlanJson } from './plan-json.ts';
import { exitCodeOfPlans, renderPlan, noteMissing } from './plan-text.ts';
import type { TargetPlanOutput } from '../../../output/plan/plan-output.ts';
import type { Session } from '../../session.ts';
import type { OpenedPlans } from './open-for-plans.ts';

/** What to print. */
interface PrintedPlans extends Pick<OpenedPlans, 'plans' | 'skipped'> {
  /** Homebrew itself, by the bottle tags of the targets that would get one. */
  readonly brews?: ReadonlyMap<string, ChosenBrew>;
}

/** Checks plans with the registry and prints them as the result. Resolves with the exit code. */
export async function printPlans(
  brewpull: Brewpull,
  { plans, skipped, brews = new Map() }: PrintedPlans,
  session: Session,
): Promise<number> {
  const checked: ClosurePlan[] = [];
  for (const plan of plans) checked.push(await checkPlan(brewpull, plan));
  await session.answer({
    name: 'plan',
    json: () => ({ plans: checked.map((plan) => toJson(plan, brews)), skipped }),
    text: () => checked.map((plan) => render(plan, brews, session)).join('\n'),
  });
  noteMissing(checked, session);
  return exitCodeOfPlans(checked);
}

function toJson(plan: ClosurePlan, brews: ReadonlyMap<string, ChosenBrew>): TargetPlanOutput {
  const brew = brews.get(plan.target.bottleTag);
  return toPlanJson(plan, brew && toChosenBrewJson(brew));
}

function render(
  plan: ClosurePlan,
  brews: ReadonlyMap<string, ChosenBrew>,
  { style }: Session,
): string {
  const brew = brews.get(plan.target.bottleTag);
  if (brew === undefined) return renderPlan(plan, style);
  const notes = brew.notes.map((note) => `${style.yellow('note:')} ${oneLine(note)}\n`);
  const own = `${oneLine(describeBrew(brew))}\n${notes.join('')}`;
  const { items, target } = plan;
  if (items.length === 0) return `${style.bold(formatTarget(target))}\n\n${own}`;
  return `${renderPlan(plan, style)}\n${own}`;
}
