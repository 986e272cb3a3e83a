import { explainMiss } from '../../../closure/require-found.ts';
import { keyOf } from '../../../core/formula-key.ts';
import type { Target } from '../../../core/target.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { WishedInVain } from '../wishes/wish.ts';
import { isHeld, type MirrorOutcome } from './outcome.ts';

/** What each target holds, by today's names of the formulae. */
export type HeldNames = ReadonlyMap<string, ReadonlySet<string>>;

const BATCH = 200;

/**
 * Finds what the bottles of a target need at run time but the mirror lacks. Names it does not hold are looked up, since they may
 * be other names for what it does hold: one history lookup per name, and no registry is asked.
 */
export async function findUnmet(
  brewpull: Brewpull,
  target: Target,
  { outcomes, names, exactOnly }: Unmet,
): Promise<readonly WishedInVain[]> {
  const { bottleTag } = target;
  const held = names.get(bottleTag) ?? new Set();
  const neededBy = new Map<string, string[]>();
  for (const outcome of outcomes) {
    if (!isHeld(outcome) || outcome.target !== bottleTag) continue;
    const { bottle } = outcome;
    for (const name of bottle.dependencies) {
      if (held.has(name) || held.has(`${bottle.tap}/${name}`)) continue;
      const known = neededBy.get(name);
      if (known === undefined) neededBy.set(name, [keyOf(bottle)]);
      else known.push(keyOf(bottle));
    }
  }
  const unmet: WishedInVain[] = [];
  const asked = [...neededBy.keys()].toSorted();
  for (let start = 0; start < asked.length; start += BATCH) {
    const batch = asked.slice(start, start + BATCH);
    const isRegistryAsked = false;
    const question = { names: batch, targets: [target], exactOnly, isRegistryAsked } as const;
    const answers = await brewpull.resolve(question);
    for (const [at, answer] of answers.entries()) {
      const formula = batch[at] ?? '';
      if (answer.status === 'found' && held.has(keyOf(answer))) continue;
      const why =
        answer.status === 'found'
          ? {
              code: 'NOT_ASKED_FOR' as const,
              message: `${formula} has a bottle, but it was not asked for`,
            }
          : explainMiss(answer);
      const { code, message } = why;
      const needing = neededBy.get(formula) ?? [];
      unmet.push({ kind: 'none', target, formula, code, message, neededBy: needing });
    }
  }
  return unmet;
}

/** What is known about a run. */
export interface Unmet {
  readonly outcomes: readonly MirrorOutcome[];
  readonly names: HeldNames;
  readonly exactOnly: boolean;
}
