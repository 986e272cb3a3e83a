import type { Target } from '../../../core/target.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { BottleRequest } from '../../../bottle/resolve/bottle-request.ts';
import type { Resolution } from '../../../bottle/resolve/resolution.ts';
import type { Inputs } from './inputs.ts';

/** The names that are asked for one target, each with its tap unless that is homebrew/core. */
export interface AskedNames {
  readonly target: Target;
  readonly names: readonly string[];
}

/**
 * Finds the taps that the bare names of Brewfiles refer to. Targets that nothing is asked for are left out, unless nothing is
 * asked for at all. Throws `UsageError` for a name that several taps have.
 */
export async function listAsked(
  { byTarget, isEmpty }: Inputs,
  brewpull: Brewpull,
): Promise<readonly AskedNames[]> {
  const known = new Map<string, string>();
  const lists: AskedNames[] = [];
  for (const { target, asked } of byTarget) {
    if (asked.length === 0 && !isEmpty) continue;
    const names = new Set<string>();
    for (const bare of asked) {
      const key = JSON.stringify(bare);
      const name = known.get(key) ?? (await brewpull.qualify(bare));
      known.set(key, name);
      names.add(name);
    }
    lists.push({ target, names: [...names] });
  }
  return lists;
}

/**
 * Resolves what is asked for each target: in one go if that is the same for all, with results in the order of the names, or else
 * target by target.
 */
export async function resolveAsked(
  lists: readonly AskedNames[],
  exactOnly: boolean,
  resolve: (request: BottleRequest) => Promise<readonly Resolution[]>,
): Promise<readonly Resolution[]> {
  const groups = new Map<string, { names: readonly string[]; targets: Target[] }>();
  for (const { target, names } of lists) {
    const key = JSON.stringify(names);
    const group = groups.get(key) ?? { names, targets: [] };
    group.targets.push(target);
    groups.set(key, group);
  }
  const results: Resolution[] = [];
  for (const { names, targets } of groups.values()) {
    results.push(...(await resolve({ names, targets, exactOnly })));
  }
  return results;
}
