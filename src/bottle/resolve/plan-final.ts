import { buildsEnded, isAlwaysBuilt } from '../../core/build-ends.ts';
import { CORE_TAP } from '../../history/tap/formula-ref.ts';
import type { FoundBottle } from './resolution.ts';

/**
 * Returns whether an answer cannot change any more: Homebrew had stopped building for the system by `head`, the newest date of
 * the history that gave it. A bottle for every system may still get a newer one, and other taps build for whatever they like.
 */
export function isFinal(
  { tap, formula, target, match, droppedBy }: FoundBottle,
  head: string,
): boolean {
  if (tap !== CORE_TAP || isAlwaysBuilt(formula)) return false;
  if (match === 'all' && droppedBy === undefined) return false;
  const ended = buildsEnded(target);
  return ended !== undefined && head.slice(0, 10) >= ended;
}
