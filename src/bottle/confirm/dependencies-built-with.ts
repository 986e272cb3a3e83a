import { RegistryResponseError } from '../../core/errors.ts';
import { parseBottleTab } from '../../registry/documents/bottle-tab-schema.ts';
import type { ConfirmedBottle } from './confirm-bottle.ts';

/**
 * Gives the names of every runtime dependency that a bottle was built with, each after what it needs itself, as brew lists
 * them; undefined when the registry has no build record, or one that cannot be read.
 */
export function dependenciesBuiltWith({
  entry,
  found,
}: ConfirmedBottle): readonly string[] | undefined {
  if (entry.tabJson === undefined) return undefined;
  try {
    const { runtimeDependencies } = parseBottleTab(entry.tabJson, found.fileName);
    return runtimeDependencies?.map(({ name }) => name);
  } catch (error) {
    // The bottle itself is proved; what it was built with is only shown to people.
    if (error instanceof RegistryResponseError) return undefined;
    throw error;
  }
}
