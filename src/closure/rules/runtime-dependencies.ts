import type { Dependency, FormulaState } from '../../history/state/formula-state.ts';
import { compareReleases, findReleaseByCodename } from '../../core/macos.ts';
import type { Target } from '../../core/target.ts';
import { holdAll } from './conditions.ts';

/** A formula that another needs at run time. */
export interface RuntimeDependency {
  /** As written: a name, or `user/tap/name`. */
  readonly name: string;
  /** False when only running Ruby would tell; the dependency is then included. */
  readonly isCertain: boolean;
}

/** Kinds that brew leaves out when it pours a bottle (Library/Homebrew/dependency.rb at aad366ffaf). */
const NOT_AT_RUN_TIME = new Set(['build', 'test', 'optional', 'implicit']);

/**
 * Lists what a formula needs at run time on a target: `depends_on` without `build`, `test` and `optional`, but with recommended
 * ones, and what `uses_from_macos` does not get from macOS. In the order of the file, each once.
 */
export function listRuntimeDependencies(
  { dependencies }: Pick<FormulaState, 'dependencies'>,
  target: Target,
): readonly RuntimeDependency[] {
  const found = new Map<string, RuntimeDependency>();
  for (const dependency of dependencies) {
    const { name } = dependency;
    const isNeeded = isNeededBy(dependency, target);
    if (isNeeded === false || found.get(name)?.isCertain === true) continue;
    found.set(name, { name, isCertain: isNeeded === true });
  }
  return [...found.values()];
}

/**
 * Lists every formula that a formula mentions, as written, each once: brew looks up all of them while it pours a bottle,
 * whether it needs them or not.
 */
export function listMentioned({
  dependencies,
  conflicts,
}: Pick<FormulaState, 'dependencies' | 'conflicts'>): readonly string[] {
  return [...new Set([...dependencies.map(({ name }) => name), ...conflicts])];
}

function isNeededBy(
  { kinds, fromMacos, conditions }: Dependency,
  target: Target,
): boolean | undefined {
  if (kinds.some((kind) => NOT_AT_RUN_TIME.has(kind))) return false;
  if (fromMacos !== undefined && isSupplied(fromMacos.since, target)) return false;
  return holdAll(conditions, target);
}

/**
 * Returns whether macOS supplies a dependency: from release `since` on; an unknown one counts as the oldest
 * (Library/Homebrew/uses_from_macos_dependency.rb at aad366ffaf).
 */
function isSupplied(since: string | undefined, target: Target): boolean {
  if (target.system !== 'macos') return false;
  const release = since === undefined ? undefined : findReleaseByCodename(since);
  return release === undefined || compareReleases(target.release, release) >= 0;
}
