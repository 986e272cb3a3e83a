import { isSameSystem, parseBottleTag } from '../../../core/bottle-tag.ts';
import { RegistryResponseError } from '../../../core/errors.ts';
import { formatTarget, type Target } from '../../../core/target.ts';
import { chooseBottle, type Choice, type Tagged } from '../../../core/bottle-choice.ts';
import type { BottleIndex, IndexedBottle } from '../../../registry/documents/bottle-index.ts';
import type { RejectedBottle, Rejection } from '../../../registry/documents/rejection.ts';
import { architectureMatches, platformAgrees, tagOfPlatform } from '../../../registry/platform.ts';

/**
 * Finds an entry of an index that cannot be read and that a target might get instead of `choice`. Entries for another system
 * do not count, judged by bottle tag or, if that is unknown, by platform. An entry with neither may be for any target, unless
 * the choice is exact.
 */
export function findBroken(
  index: BottleIndex,
  target: Target,
  {
    choice,
    exactOnly,
  }: { readonly choice: Choice<IndexedBottle> | undefined; readonly exactOnly: boolean },
): Rejection | undefined {
  return index.rejected.find(({ bottle }) => {
    if (bottle === undefined) return false;
    const bottleTag = knownTag(bottle);
    if (bottleTag === undefined) return choice?.match !== 'exact' && mayFit(bottle, target);
    const broken: Tagged = { bottleTag };
    const offers = choice === undefined ? [broken] : [choice.offer, broken];
    return chooseBottle(offers, target, { exactOnly })?.offer === broken;
  });
}

/** Finds an entry of an index that cannot be read and may be for a bottle tag. */
export function findBrokenOf({ rejected }: BottleIndex, bottleTag: string): Rejection | undefined {
  const wanted = parseBottleTag(bottleTag);
  return rejected.find(({ bottle }) => {
    if (bottle === undefined) return false;
    const isNamed =
      bottle.bottleTag !== undefined && parseBottleTag(bottle.bottleTag) !== undefined;
    if (isNamed) return isSameSystem(bottle.bottleTag, bottleTag);
    return wanted === undefined || platformAgrees(wanted, bottle.platform);
  });
}

/** Makes the error for an entry that cannot be read; `where` is `HOST/REPOSITORY:REFERENCE`. */
export function brokenEntry(
  where: string,
  { where: place, reason, bottle }: Rejection,
  target: Target,
): RegistryResponseError {
  const bottleTag = bottle === undefined ? undefined : knownTag(bottle);
  const whose =
    bottleTag === undefined ? `may be for ${formatTarget(target)}` : `is for ${bottleTag}`;
  return new RegistryResponseError(
    `an entry of the index ${where} ${whose} and cannot be read, ${place}: ${reason}`,
    { hint: 'Another registry may have an intact one; --before DATE takes an older version.' },
  );
}

function knownTag({ bottleTag, platform }: RejectedBottle): string | undefined {
  if (bottleTag !== undefined && parseBottleTag(bottleTag) !== undefined) return bottleTag;
  return platform === undefined ? undefined : tagOfPlatform(platform);
}

function mayFit({ platform }: RejectedBottle, target: Target): boolean {
  if (platform === undefined) return true;
  const os = target.system === 'linux' ? 'linux' : 'darwin';
  return platform.os === os && architectureMatches(target.arch, platform.architecture);
}
