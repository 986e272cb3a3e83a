import type { Change, Spot, Tap } from './tap.ts';

/** A period in which an alias led to one formula. */
export interface NameEra {
  readonly formula: string;
  /** ISO 8601. */
  readonly from: string;
  /** Undefined while it still does. */
  readonly until: string | undefined;
}

/** Lists the periods in which an alias led to a formula, newest first. */
export async function listEras(
  tap: Pick<Tap<Spot, Change>, 'listMeanings'>,
  alias: string,
): Promise<readonly NameEra[]> {
  const meanings = await tap.listMeanings(alias);
  return meanings.flatMap(({ from, target }, index) =>
    target === undefined ? [] : [{ formula: target, from, until: meanings[index - 1]?.from }],
  );
}

/** Checks whether a version fits a versioned name: 25.1 fits `node@25`, 3.11.5 fits `python@3`. */
export function fitsName(version: string, name: string): boolean {
  const wanted = name.split('@')[1];
  if (wanted === undefined || !/^\d/.test(wanted)) return true;
  return (
    version === wanted ||
    (version.startsWith(wanted) && /^[^\d]/.test(version.slice(wanted.length)))
  );
}
