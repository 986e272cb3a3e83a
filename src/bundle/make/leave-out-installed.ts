import type { Probe } from '../probe/probe-schema.ts';
import { comparePkgVersions, parsePkgVersion } from '../../core/pkg-version.ts';
import type { ClosurePlan } from '../../closure/closure-plan.ts';
import { keyOf } from '../../core/formula-key.ts';

/**
 * Leaves out of a plan what a Mac already has: a requested formula in exactly that version, a dependency in that version or a
 * newer one, which brew takes as well. What was left out is reported.
 */
export function leaveOutInstalled(plan: ClosurePlan, { kegs }: Probe): ClosurePlan {
  const linked = new Map(
    kegs.filter(({ isLinked }) => isLinked).map(({ name, version }) => [name, version]),
  );
  const isFitting = ({ found, isRequested }: ClosurePlan['items'][number]): boolean => {
    const installed = linked.get(found.builtAs);
    if (installed === undefined) return false;
    if (isRequested) return installed === found.pkgVersion;
    return comparePkgVersions(parsePkgVersion(installed), parsePkgVersion(found.pkgVersion)) >= 0;
  };
  const left = plan.items.filter(isFitting);
  return {
    ...plan,
    items: plan.items.filter((item) => !left.includes(item)),
    present: left.map(({ found }) => found),
    exceptions: [
      ...plan.exceptions,
      ...left.map(({ found }) => {
        const pkgVersion = linked.get(found.builtAs) ?? '';
        return {
          formula: keyOf(found),
          code: 'installed' as const,
          facts: { pkgVersion },
          message: `left out, because the Mac has ${pkgVersion}`,
        };
      }),
    ],
  };
}
