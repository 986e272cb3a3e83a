import type { SharedValue } from './comparison.ts';

/** Lists the distinct texts, sorted by code units. */
export function sortTexts(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].toSorted();
}

/** Groups names by value: `[value, name]` pairs in, one element per value out. Values and names are sorted. */
export function groupNames(
  pairs: Iterable<readonly [value: string, name: string]>,
): readonly SharedValue[] {
  const groups = new Map<string, string[]>();
  for (const [value, name] of pairs) {
    const names = groups.get(value) ?? [];
    names.push(name);
    groups.set(value, names);
  }
  return [...groups]
    .map(([value, names]) => ({ value, receipts: names.toSorted() }))
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

/** Returns the smallest number, or Infinity for none. Hundreds of thousands would be too many arguments for `Math.min`. */
export function fewestOf(numbers: readonly number[]): number {
  let fewest = Number.POSITIVE_INFINITY;
  for (const each of numbers) fewest = Math.min(fewest, each);
  return fewest;
}

/** Formats names as prose: `a, b and c`. */
export function listNames(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
