import type { Condition } from '../../history/state/formula-state.ts';
import { compareReleases, findReleaseByCodename } from '../../core/macos.ts';
import type { Target } from '../../core/target.ts';
import { unreachable } from '../../core/unreachable.ts';
import { answerClangQuestion } from './clang-condition.ts';

/** Returns whether all conditions hold for a target; undefined when only running Ruby would tell. */
export function holdAll(conditions: readonly Condition[], target: Target): boolean | undefined {
  let isKnown = true;
  for (const condition of conditions) {
    const holds = holdsFor(condition, target);
    if (holds === false) return false;
    if (holds === undefined) isKnown = false;
  }
  return isKnown ? true : undefined;
}

function holdsFor(condition: Condition, target: Target): boolean | undefined {
  switch (condition.kind) {
    case 'system':
      return condition.system === target.system;
    case 'arch':
      return condition.arch === target.arch;
    case 'macos':
      return isInRange(condition, target);
    case 'any': {
      const parts = new Set(condition.of.map((each) => holdAll(each, target)));
      if (parts.has(true)) return true;
      return parts.has(undefined) ? undefined : false;
    }
    case 'not': {
      const holds = holdAll(condition.condition, target);
      return holds === undefined ? undefined : !holds;
    }
    case 'unknown':
      return answerClangQuestion(condition.text, target);
    default:
      return unreachable(condition);
  }
}

function isInRange(
  { codename, range }: Extract<Condition, { kind: 'macos' }>,
  target: Target,
): boolean | undefined {
  if (target.system !== 'macos') return false;
  const release = findReleaseByCodename(codename);
  if (release === undefined) return undefined;
  const order = compareReleases(target.release, release);
  if (range === 'exact') return order === 0;
  return range === 'or_newer' ? order >= 0 : order <= 0;
}
