/** Where a tap keeps its formulae: in the first of these folders that exists, or in the root if none does. */
export const FORMULA_FOLDERS = ['Formula', 'HomebrewFormula', 'Library/Formula'] as const;

const FORMULA_PATH = /^(?:(?:Formula|HomebrewFormula|Library\/Formula)\/(?:.+\/)?)?([^/]+)\.rb$/;

/**
 * Reads the name of a formula from its path in a tap; undefined for a path where no formula can be.
 * Only the root is searched without subfolders: Library/Homebrew/tap.rb:1016-1030 at aad366ffaf. `Library/Formula` is where
 * Homebrew kept formulae before April 2016.
 */
export function findNameInPath(path: string): string | undefined {
  return FORMULA_PATH.exec(path)?.[1];
}

/**
 * Lists the paths at which homebrew-core has kept a formula, newest layout first: since August 2023 in a folder for each first
 * character, with one for all that begin with `lib`; before, flat. Rule: Library/Homebrew/tap/core_tap.rb:82-97 at aad366ffaf.
 */
export function listCorePaths(name: string): readonly [sharded: string, flat: string] {
  const shard = name.startsWith('lib') ? 'lib' : name.charAt(0).toLowerCase();
  return [`Formula/${shard}/${name}.rb`, `Formula/${name}.rb`];
}

/** Lists patterns for every path in any tap where a formula can be. */
export function listPathPatterns(name: string): string[] {
  return [...FORMULA_FOLDERS.map((folder) => `${folder}/**/${name}.rb`), `${name}.rb`];
}

/** Returns whether two names differ only in `@version`: `php`, `php@8.3` and `php@8.4` are three formulae. */
export function isVersionOfSame(a: string, b: string): boolean {
  return a !== b && stemOf(a) === stemOf(b);
}

function stemOf(name: string): string {
  return name.split('@', 1)[0] ?? name;
}
