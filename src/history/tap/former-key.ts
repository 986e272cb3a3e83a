/** What a key begins with that is of a formula whose name is another one's alias by now; no formula can be called so. */
export const FORMER = 'former/';

/** Gives the key under which an atlas or a file of answers keeps the formula that had a name before it became another one's alias. */
export function formerKey(name: string): string {
  return `${FORMER}${name}`;
}

/** Gives the name of the formula that a key is of. */
export function nameOfKey(key: string): string {
  return key.startsWith(FORMER) ? key.slice(FORMER.length) : key;
}
