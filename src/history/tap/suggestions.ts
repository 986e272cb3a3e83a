/** The most names to suggest. */
const MOST = 3;

/**
 * Finds the names that a mistyped one may stand for, likeliest first: a third of its letters may be wrong, two swapped letters
 * count as one, and the first letter is rarely wrong. If no name is similar, finds versions of the same formula: `node` and
 * `node@22` for `node@lts`.
 */
export function findSimilarNames(name: string, known: Iterable<string>): string[] {
  const names = new Set(known);
  const similar = findBySpelling(name, names);
  return similar.length > 0 ? similar : findVersions(name, names);
}

function findBySpelling(name: string, known: ReadonlySet<string>): string[] {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const found: { readonly name: string; readonly distance: number }[] = [];
  for (const each of known) {
    // The name itself may be known but lead nowhere, if the formula moved to another tap.
    if (each === name) continue;
    if (Math.abs(each.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, each.toLowerCase());
    if (distance <= limit) found.push({ name: each, distance });
  }
  const isOther = (each: string): number => Number(each.charAt(0) !== wanted.charAt(0));
  const sorted = found.toSorted(
    (a, b) =>
      a.distance - b.distance ||
      isOther(a.name) - isOther(b.name) ||
      (a.name < b.name ? -1 : Number(a.name > b.name)),
  );
  return sorted.slice(0, MOST).map((each) => each.name);
}

/** Lists the formula without a version in its name, then the newest versions. */
function findVersions(name: string, known: ReadonlySet<string>): string[] {
  const [, base] = /^([^@]+)(?:@|-\d)/.exec(name.toLowerCase()) ?? [];
  if (base === undefined) return [];
  const versions = [...known].filter((each) => each.startsWith(`${base}@`) && each !== name);
  const newest = versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  return [...(known.has(base) && base !== name ? [base] : []), ...newest].slice(0, MOST);
}

/** Returns the restricted Damerau-Levenshtein distance: insert, delete, replace, swap neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        at(row, j - 1) + 1,
        at(last, j) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        isSwap ? at(beforeLast, j - 2) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
