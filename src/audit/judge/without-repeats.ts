import { groupBy } from '../../core/group-by.ts';
import { componentId } from '../component-id.ts';
import type { JudgedBottle } from '../report/vulns-report.ts';

/**
 * Lists a bottle of a target once if several bundles, locks or mirrors have it, or if two names are of one formula. If the
 * answers differ, because only one of them has its formula, each stays.
 */
export function withoutRepeats(bottles: readonly JudgedBottle[]): readonly JudgedBottle[] {
  const groups = groupBy(bottles, ({ bottle, target, arePatchesKnown, open, patched }) =>
    JSON.stringify([
      componentId(bottle),
      target,
      arePatchesKnown,
      open.map(idOf),
      patched.map(idOf),
    ]),
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, isRequested: [first, ...others].some(({ isRequested }) => isRequested) }],
  );
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
