import { parseBottleTag, type BottleTag } from '../../core/bottle-tag.ts';
import type { Target } from '../../core/target.ts';
import { architectureMatches, osVersionMatches, type Platform } from '../platform.ts';
import type { BottleIndex, IndexedBottle } from './bottle-index.ts';

/**
 * Selects the bottles of an index that were built for a target, in the order served: by bottle tag, and where the index
 * has a tag that brewpull does not know, by the platform of the build machine. An `all` bottle is for every target.
 * Bottles for an older macOS, which brew pours as well, are the choice of `plan/bottle-choice`.
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

/** Tells whether a build machine was one of the target's kind: components of its version count, not prefixes. */
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
