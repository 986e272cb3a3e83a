import { parseBottleTag, type BottleTag } from './bottle-tag.ts';
import { compareReleases } from './macos.ts';
import type { Target } from './target.ts';

/** Anything that offers one bottle under a tag: an entry of a bottle block, or of an index. */
export interface Tagged {
  /** The bottle tag as written. */
  readonly tag: string;
}

/** One offer that a target can use, and by which step of brew's rule. */
export interface Choice<Offer extends Tagged> {
  readonly offer: Offer;
  /** `older`: built for an older macOS of the same architecture, which brew pours as well. */
  readonly how: 'exact' | 'all' | 'older';
}

/**
 * Chooses as brew does: the exact tag, else `all`, else the newest older macOS of the same architecture; on Linux
 * exact or `all`. Never another architecture, never a newer macOS. `exactOnly` switches the older-macOS step off.
 * Where brew takes the first older tag of a hand-ordered block, this takes the newest.
 * Source: `find_matching_tag` in Library/Homebrew/utils/bottles.rb and extend/os/mac/utils/bottles.rb at aad366ffaf.
 */
export function chooseBottle<Offer extends Tagged>(
  offers: readonly Offer[],
  target: Target,
  { exactOnly }: { readonly exactOnly: boolean },
): Choice<Offer> | undefined {
  const known = offers.flatMap((offer) => {
    const tag = parseBottleTag(offer.tag);
    return tag === undefined ? [] : [{ offer, tag }];
  });
  const exact = known.find(({ tag }) => isFor(tag, target));
  if (exact !== undefined) return { offer: exact.offer, how: 'exact' };
  const all = known.find(({ tag }) => tag.kind === 'all');
  if (all !== undefined) return { offer: all.offer, how: 'all' };
  const older = exactOnly ? undefined : newestOlder(known, target);
  return older === undefined ? undefined : { offer: older, how: 'older' };
}

function isFor(tag: BottleTag, target: Target): boolean {
  if (tag.kind === 'linux') return target.system === 'linux' && tag.arch === target.arch;
  if (tag.kind !== 'macos' || target.system !== 'macos') return false;
  return tag.release === target.release && runsOn(tag, target);
}

function newestOlder<Offer>(
  known: readonly { readonly offer: Offer; readonly tag: BottleTag }[],
  target: Target,
): Offer | undefined {
  if (target.system !== 'macos') return undefined;
  let best: { readonly offer: Offer; readonly release: typeof target.release } | undefined;
  for (const { offer, tag } of known) {
    if (tag.kind !== 'macos' || !runsOn(tag, target)) continue;
    if (compareReleases(tag.release, target.release) >= 0) continue;
    if (best !== undefined && compareReleases(tag.release, best.release) <= 0) continue;
    best = { offer, release: tag.release };
  }
  return best?.offer;
}

/** Until Snow Leopard, Intel Macs of 64 bits poured the 32-bit builds as well. */
function runsOn(tag: BottleTag & { readonly kind: 'macos' }, target: Target): boolean {
  return tag.arch === target.arch || (tag.arch === 'i386' && target.arch === 'x86_64');
}
