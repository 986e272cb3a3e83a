/** The prefix for the key of a formula whose name is now an alias of another one; no formula's name can begin with it. */
export const FORMER = 'former/';

/** Returns the key by which an atlas or answers keep the formula that had a name before the name became another one's alias. */
export function formerKey(name: string): string {
  return `${FORMER}${name}`;
}

/** Returns the name of the formula that a key is for. */
export function nameOfKey(key: string): string {
  return key.startsWith(FORMER) ? key.slice(FORMER.length) : key;
}
