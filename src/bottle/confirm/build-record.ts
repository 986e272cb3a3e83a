import { RegistryResponseError } from '../../core/errors.ts';
import { parseBottleTab, type TabDependency } from '../../registry/documents/bottle-tab-schema.ts';
import type { ConfirmedBottle } from './confirm-bottle.ts';

/** Reads what a bottle was built against from its build record; undefined if it has none. Throws `RegistryResponseError`. */
export function dependenciesOf({
  entry,
  found,
}: ConfirmedBottle): readonly TabDependency[] | undefined {
  if (entry.tabJson === undefined) return undefined;
  return parseBottleTab(entry.tabJson, `the build record of ${found.fileName}`).runtimeDependencies;
}

/**
 * Lists the names of all runtime dependencies that a bottle was built with, each after its own dependencies, as brew lists
 * them; undefined if the registry has no build record, or one that cannot be read.
 */
export function dependenciesBuiltWith(confirmed: ConfirmedBottle): readonly string[] | undefined {
  try {
    return dependenciesOf(confirmed)?.map(({ name }) => name);
  } catch (error) {
    // The bottle itself is verified; what it was built with is only shown to people.
    if (error instanceof RegistryResponseError) return undefined;
    throw error;
  }
}
