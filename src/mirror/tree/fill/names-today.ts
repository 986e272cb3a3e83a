import { keyOf } from '../../../core/formula-key.ts';
import { unlessAborted } from '../../../core/unless-aborted.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { listUnsureNames, type NamesToday, type RunOutcome } from './unreplaced.ts';

/**
 * Looks up what is called otherwise today, where that decides what a run failed to replace. Most runs need nothing looked up; no registry
 * is asked. Throws only when interrupted: a name that history cannot tell is left out.
 */
export async function findNamesToday(
  brewpull: Brewpull,
  run: RunOutcome,
  { exactOnly }: { readonly exactOnly: boolean },
): Promise<NamesToday> {
  const today = new Map<string, string>();
  for (const unsure of listUnsureNames(run)) {
    const names = [...unsure.names].toSorted();
    const targets = [unsure.target];
    const asked = { names, targets, exactOnly, isRegistryAsked: false } as const;
    const answers = (await brewpull.resolve(asked).catch(unlessAborted)) ?? [];
    for (const [at, answer] of answers.entries()) {
      const name = names[at];
      if (name === undefined || answer.status === 'failed') continue;
      today.set(name, answer.status === 'not-a-formula' ? name : keyOf(answer));
    }
  }
  return today;
}
