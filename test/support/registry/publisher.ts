import { formulaText } from '../tap/formula-text.ts';
import type { FakeRegistry } from './fake-registry.ts';
import { publishBottles } from './publish-bottles.ts';

/** Publishes a bottle for Big Sur, and returns the text of its formula. */
export type Publish = (name: string, version: string, dependencies?: readonly string[]) => string;

/** Returns a function that publishes formulae to a registry, one bottle each. */
export function publisher(registry: FakeRegistry): Publish {
  return (name, version, dependencies = []) => {
    const said = { formula: name, pkgVersion: version, tags: ['big_sur'] };
    const { bottles } = publishBottles(registry, said);
    const entries = Object.fromEntries([...bottles].map(([tag, { sha256 }]) => [tag, sha256]));
    return formulaText({ name, version, dependencies, bottle: { entries } });
  };
}
