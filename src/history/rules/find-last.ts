import type { BottleSpan, LatestBottle } from '../state/bottle-span.ts';

/** Finds among the bottles of a formula the one that its last bottles have in short; undefined where none is that one. */
export function findLast(spans: readonly BottleSpan[], last: LatestBottle): BottleSpan | undefined {
  return spans.find(({ bottleTag, age, position, introduced, dropped }) => {
    const { version, revision, rebuild } = introduced;
    const place = { bottleTag, age, position, dropped: dropped?.commit.date };
    return isSameBottle({ ...place, version, revision, rebuild }, last);
  });
}

/** Tells whether two are one bottle. Of one state there may be several for one tag: only the place tells these apart. */
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
