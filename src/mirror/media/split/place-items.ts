import { comparePaths } from '../../tree/file/tree-path.ts';
import { spread, type PlannedData } from './plan-items.ts';

/** How many times a medium is chosen by an item's name before the first with room is used. */
const TRIES = 8;

/**
 * Chooses a medium for each item by its name, so that items stay where they are when others come or go, and only what goes onto
 * an added medium moves. The largest are placed first, so that small ones fill the gaps. Uses as few media as possible, or one
 * more at a time until all items fit. Returns the items of each medium in the order of the list; undefined if that takes more
 * media than allowed. Every item must fit on an empty medium.
 */
export function placeItems(
  items: readonly PlannedData[],
  { capacityBytes, mostMedia }: { readonly capacityBytes: number; readonly mostMedia: number },
): readonly (readonly PlannedData[])[] | undefined {
  const total = items.reduce((sum, { costBytes }) => sum + costBytes, 0);
  const sorted = items.toSorted(byCost);
  for (let count = Math.ceil(total / capacityBytes); count <= mostMedia; count += 1) {
    const places = placeOn(sorted, { capacityBytes, count });
    if (places === undefined) continue;
    const media = Array.from({ length: count }, (): PlannedData[] => []);
    for (const item of items) media[places.get(item) ?? 0]?.push(item);
    return media;
  }
  return undefined;
}

function placeOn(
  sorted: readonly PlannedData[],
  { capacityBytes, count }: { readonly capacityBytes: number; readonly count: number },
): ReadonlyMap<PlannedData, number> | undefined {
  const free = Array.from({ length: count }, () => capacityBytes);
  const places = new Map<PlannedData, number>();
  for (const item of sorted) {
    const fits = (at: number): boolean => (free[at] ?? 0) >= item.costBytes;
    let place = -1;
    for (let tries = 0; tries < TRIES && !fits(place); tries += 1) {
      place = jump(spread(`${nameOf(item)} ${tries}`), count);
    }
    if (!fits(place)) place = free.findIndex((_bytes, at) => fits(at));
    if (place < 0) return undefined;
    places.set(item, place);
    free[place] = (free[place] ?? 0) - item.costBytes;
  }
  return places;
}

/**
 * Spreads numbers evenly over `count` places so that, with one more place, only the numbers that go there move ("A Fast, Minimal
 * Memory, Consistent Hash Algorithm", https://arxiv.org/abs/1406.2294).
 */
function jump(seed: number, count: number): number {
  let state = seed;
  let place = 0;
  for (let next = 0; next < count;) {
    place = next;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    next = Math.floor(((place + 1) * 2 ** 32) / (mixed(state) + 1));
  }
  return place;
}

function mixed(value: number): number {
  const first = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  const second = Math.imul(first ^ (first >>> 15), 0x846ca68b);
  return (second ^ (second >>> 16)) >>> 0;
}

function byCost(a: PlannedData, b: PlannedData): number {
  return b.costBytes - a.costBytes || comparePaths(nameOf(a), nameOf(b));
}

function nameOf({ pieces: [first] }: PlannedData): string {
  return `${first?.file.path} ${first?.offset}`;
}
