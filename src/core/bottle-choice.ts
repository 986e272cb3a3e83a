import { parseBottleTag, type BottleTag } from './bottle-tag.ts';
import { compareReleases } from './macos.ts';
import type { Target } from './target.ts';

/** Anything that offers one bottle for a bottle tag: an entry of a bottle block, or of an index. */
export interface Tagged {
  /** The bottle tag as written. */
  readonly bottleTag: string;
}

/** An offer that a target can use, and the step of brew's rule that found it. */
export interface Choice<Offer extends Tagged> {
  readonly offer: Offer;
  /** `older`: built for an older macOS of the same architecture, which brew pours as well. */
  readonly match: 'exact' | 'all' | 'older';
}

/**
 * Chooses as brew does: the exact bottle tag, else `all`, else the newest older macOS of the same architecture; on Linux exact
 * or `all`. Never another architecture, never a newer macOS. `exactOnly` turns the older-macOS step off. Brew takes the first
 * older bottle tag of a hand-ordered block; this takes the newest.
 * Source: `find_matching_tag` in Library/Homebrew/utils/bottles.rb and extend/os/mac/utils/bottles.rb at aad366ffaf.
 */
export function chooseBottle<Offer extends Tagged>(
  offers: readonly Offer[],
  target: Target,
  { exactOnly }: { readonly exactOnly: boolean },
): Choice<Offer> | undefined {
  const known = offers.flatMap((offer) => {
    const bottleTag = parseBottleTag(offer.bottleTag);
    return bottleTag === undefined ? [] : [{ offer, bottleTag }];
  });
  const exact = known.find(({ bottleTag }) => isFor(bottleTag, target));
  if (exact !== undefined) return { offer: exact.offer, match: 'exact' };
  const all = known.find(({ bottleTag }) => bottleTag.kind === 'all');
  if (all !== undefined) return { offer: all.offer, match: 'all' };
  const older = exactOnly ? undefined : newestOlder(known, target);
  return older === undefined ? undefined : { offer: older, match: 'older' };
}

function isFor(bottleTag: BottleTag, target: Target): boolean {
  if (bottleTag.kind === 'linux')
    return target.system === 'linux' && bottleTag.arch === target.arch;
  if (bottleTag.kind !== 'macos' || target.system !== 'macos') return false;
  return bottleTag.release === target.release && runsOn(bottleTag, target);
}

function newestOlder<Offer>(
  known: readonly { readonly offer: Offer; readonly bottleTag: BottleTag }[],
  target: Target,
): Offer | undefined {
  if (target.system !== 'macos') return undefined;
  let best: { readonly offer: Offer; readonly release: typeof target.release } | undefined;
  for (const { offer, bottleTag } of known) {
    if (bottleTag.kind !== 'macos' || !runsOn(bottleTag, target)) continue;
    if (compareReleases(bottleTag.release, target.release) >= 0) continue;
    if (best !== undefined && compareReleases(bottleTag.release, best.release) <= 0) continue;
    best = { offer, release: bottleTag.release };
  }
  return best?.offer;
}

/** Until Snow Leopard, 64-bit Intel Macs poured the 32-bit builds as well. */
function runsOn(bottleTag: BottleTag & { readonly kind: 'macos' }, target: Target): boolean {
  return bottleTag.arch === target.arch || (bottleTag.arch === 'i386' && target.arch === 'x86_64');
}
