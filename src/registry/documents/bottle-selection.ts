import { parseBottleTag, type BottleTag } from '../../core/bottle-tag.ts';
import type { Target } from '../../core/target.ts';
import { architectureMatches, osVersionMatches, type Platform } from '../platform.ts';
import type { BottleIndex, IndexedBottle } from './bottle-index.ts';

/**
 * Selects the bottles of an index that were built for a target, in the order served: by bottle tag, or by the platform of the
 * build machine if brewpull does not know the bottle tag. An `all` bottle is for every target. Bottles for an older macOS, which
 * brew also pours, are up to `plan/bottle-choice`.
 */
export function selectBottles(
  { bottles }: Pick<BottleIndex, 'bottles'>,
  target: Target,
): readonly IndexedBottle[] {
  return bottles.filter(({ bottleTag, platform }) => {
    const parsed = parseBottleTag(bottleTag);
    return parsed === undefined
      ? platform !== undefined && platformServes(platform, target)
      : parsed.kind === 'all' || tagServes(parsed, target);
  });
}

/** Returns whether a build machine matches the target: components of its version count, not prefixes. */
export function platformServes(platform: Platform, target: Target): boolean {
  if (!architectureMatches(target.arch, platform.architecture)) return false;
  if (target.system === 'linux') return platform.os === 'linux';
  return (
    platform.os === 'darwin' &&
    platform.osVersion !== undefined &&
    osVersionMatches(target.release, platform.osVersion)
  );
}

function tagServes(bottleTag: Exclude<BottleTag, { kind: 'all' }>, target: Target): boolean {
  if (bottleTag.kind !== target.system || bottleTag.arch !== target.arch) return false;
  return (
    bottleTag.kind === 'linux' || target.system === 'linux' || bottleTag.release === target.release
  );
}
