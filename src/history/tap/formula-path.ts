/** Where a tap keeps its formulae: the first of these folders that exists; the root when none does. */
export const FORMULA_FOLDERS = ['Formula', 'HomebrewFormula', 'Library/Formula'] as const;

const FORMULA_PATH = /^(?:(?:Formula|HomebrewFormula|Library\/Formula)\/(?:.+\/)?)?([^/]+)\.rb$/;

/**
 * Reads the formula's name from a path of a tap; undefined for a path where no formula can be.
 * Only the root has no folders below it: Library/Homebrew/tap.rb:1016-1030 at aad366ffaf. `Library/Formula` is where
 * homebrew kept them before April 2016.
 */
export function findNameInPath(path: string): string | undefined {
  return FORMULA_PATH.exec(path)?.[1];
}

/**
 * Lists where homebrew-core has kept a formula, newest layout first: in a folder for each first character, with one for
 * all that begins with `lib`, since August 2023; flat before. Rule: Library/Homebrew/tap/core_tap.rb:82-97 at aad366ffaf.
 */
export function listCorePaths(name: string): readonly [sharded: string, flat: string] {
  const shard = name.startsWith('lib') ? 'lib' : name.charAt(0).toLowerCase();
  return [`Formula/${shard}/${name}.rb`, `Formula/${name}.rb`];
}

/** Lists patterns for every place in any tap where a formula can be. */
export function listPathPatterns(name: string): string[] {
  return [...FORMULA_FOLDERS.map((folder) => `${folder}/**/${name}.rb`), `${name}.rb`];
}

/** Tells whether two names differ in nothing but `@version`: `php@8.3` and `php@8.4` are two formulae, and so is `php`. */
export function isVersionOfSame(a: string, b: string): boolean {
  return a !== b && stemOf(a) === stemOf(b);
}

function stemOf(name: string): string {
  return name.split('@', 1)[0] ?? name;
}
