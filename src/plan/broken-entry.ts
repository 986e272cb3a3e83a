import type { Target } from '../core/target.ts';
import { chooseBottle } from './bottle-choice.ts';

/** Whether a target may use a bottle of some tag; with no tag it may be any, so that it may be used. */
export function mayServe(
  { tag }: { readonly tag: string | undefined },
  target: Target,
  { exactOnly }: { readonly exactOnly: boolean },
): boolean {
  return tag === undefined || chooseBottle([{ tag }], target, { exactOnly }) !== undefined;
}
