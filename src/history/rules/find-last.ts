import type { BottleSpan, LatestBottle } from '../state/bottle-span.ts';

/** Finds the bottle of a formula that `last` describes in short; undefined if there is none. */
export function findLast(spans: readonly BottleSpan[], last: LatestBottle): BottleSpan | undefined {
  return spans.find(({ bottleTag, age, position, introduced, dropped }) => {
    const { version, revision, rebuild } = introduced;
    const place = { bottleTag, age, position, dropped: dropped?.commit.date };
    return isSameBottle({ ...place, version, revision, rebuild }, last);
  });
}

/** Checks whether two are the same bottle. One state may have several for one bottle tag: only the position tells these apart. */
export function isSameBottle(
  one: Omit<LatestBottle, 'introduced' | 'isUnsure'>,
  other: LatestBottle,
): boolean {
  return (
    one.bottleTag === other.bottleTag &&
    one.age === other.age &&
    one.position === other.position &&
    one.version === other.version &&
    one.revision === other.revision &&
    one.rebuild === other.rebuild &&
    (one.dropped === undefined) === (other.dropped === undefined)
  );
}
