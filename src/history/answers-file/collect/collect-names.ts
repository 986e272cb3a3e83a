import { giveWay } from '../../../core/give-way.ts';
import { formerKey } from '../../tap/former-key.ts';
import { type AtlasLocation } from '../../atlas/answer/atlas-location.ts';
import type { Atlas } from '../../atlas/atlas.ts';
import { isFormulaName } from '../../tap/formula-ref.ts';
import type { AnsweredName } from '../answers.ts';

/** What an atlas says about names. */
export interface CollectedNames {
  /** In order of name. */
  readonly names: readonly AnsweredName[];
  /** The moments at which an alias stopped leading to a formula, by the formula's key, oldest first. */
  readonly moments: ReadonlyMap<string, readonly string[]>;
  /** Returns the key of the formula that has, or had, a name. */
  keyOf(name: string): string;
}

/** The part of a location that takes little memory. */
type Led = Pick<AtlasLocation, 'name' | 'via'>;

/** Collects what every name leads to, what it led to, and when. */
export async function collectNames(
  atlas: Atlas,
  signal: AbortSignal | undefined,
): Promise<CollectedNames> {
  const every = atlas.everyName().filter(isFormulaName);
  const today = new Map<string, Led>();
  for (const name of every) {
    await giveWay(signal);
    const found = await atlas.locate(name);
    if (found !== undefined) today.set(name, { name: found.name, via: found.via });
  }
  /** A formula whose name is another formula's alias by now has no name of its own. */
  const keyOf = (name: string): string => {
    const led = today.get(name);
    return led?.via === 'alias' && led.name !== name ? formerKey(name) : name;
  };
  const names: AnsweredName[] = [];
  const moments = new Map<string, Set<string>>();
  for (const name of every) {
    await giveWay(signal);
    const led = today.get(name);
    const isOpen = led === undefined || led.via === 'alias';
    const former = isOpen ? await atlas.locateFormer(name) : undefined;
    const eras = (await atlas.eras(name)).filter(({ formula }) => today.has(formula));
    for (const { formula, until } of eras) {
      const meant = today.get(formula);
      if (meant === undefined || until === undefined) continue;
      const key = keyOf(meant.name);
      moments.set(key, (moments.get(key) ?? new Set()).add(until));
    }
    if (led === undefined && former === undefined && eras.length === 0) continue;
    names.push({
      name,
      formula: led && keyOf(led.name),
      via: led?.via ?? 'history',
      eras,
      former: former && keyOf(former.name),
    });
  }
  const sorted = [...moments].map(([key, found]) => [key, [...found].toSorted()] as const);
  return { names, moments: new Map(sorted), keyOf };
}
