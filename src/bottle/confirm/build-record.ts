import { RegistryResponseError } from '../../core/errors.ts';
import { parseBottleTab, type TabDependency } from '../../registry/documents/bottle-tab-schema.ts';
import type { ConfirmedBottle } from './confirm-bottle.ts';

/** Reads from its build record what a bottle was built against; undefined when there is none. Throws `RegistryResponseError`. */
export function dependenciesOf({
  entry,
  found,
}: ConfirmedBottle): readonly TabDependency[] | undefined {
  if (entry.tabJson === undefined) return undefined;
  return parseBottleTab(entry.tabJson, `the build record of ${found.fileName}`).runtimeDependencies;
}

/**
 * Gives the names of every runtime dependency that a bottle was built with, each after what it needs itself, as brew lists
 * them; undefined when the registry has no build record, or one that cannot be read.
 */
export function dependenciesBuiltWith(confirmed: ConfirmedBottle): readonly string[] | undefined {
  try {
    return dependenciesOf(confirmed)?.map(({ name }) => name);
  } catch (error) {
    // The bottle itself is proved; what it was built with is only shown to people.
    if (error instanceof RegistryResponseError) return undefined;
    throw error;
  }
}
