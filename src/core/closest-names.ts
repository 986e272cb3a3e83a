/**
 * Lists the names the user may have meant, nearest first: few typos (insertions, deletions, replacements and swaps of
 * neighbours), or the same beginning. Linear in the number of names.
 */
export function closestNames(
  word: string,
  names: Iterable<string>,
  limit: number,
): readonly string[] {
  const wanted = word.toLowerCase();
  const bound = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)));
  const near: { name: string; distance: number }[] = [];
  for (const name of names) {
    const other = name.toLowerCase();
    if (Math.abs(other.length - wanted.length) <= bound) {
      const distance = editDistance(wanted, other, bound);
      if (distance <= bound) near.push({ name, distance });
    } else if (wanted.length >= 3 && other.startsWith(wanted)) {
      near.push({ name, distance: bound + other.length - wanted.length });
    }
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, limit).map(({ name }) => name);
}

/** Computes the optimal string alignment distance; returns `bound + 1` as soon as it must be larger than `bound`. */
function editDistance(a: string, b: string, bound: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? Infinity) + 1);
      }
      row.push(best);
      smallest = Math.min(smallest, best);
    }
    if (smallest > bound) return bound + 1;
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? bound + 1;
}
