import { checkBottle, downloadBottle } from '../../bottle/obtain/obtain-bottle.ts';
import { readBottledFormula } from '../../bottle/recipe/bottled-formula.ts';
import { readRecipe } from '../../bottle/recipe/read-recipe.ts';
import type { FoundBottle } from '../../bottle/resolve/resolution.ts';
import { digestOf } from '../../core/digest.ts';
import type { ClosureTools } from '../closure-request.ts';
import { listMentioned, listRuntimeDependencies } from '../rules/runtime-dependencies.ts';
import { askAsWritten } from './closure-taps.ts';
import type { Needs } from './needs.ts';

/**
 * Reads what the formula inside a bottle declares, for when neither history nor a build record says. Fetches the bottle, which
 * a bundle would fetch anyway. Undefined if it may not be fetched, or its formula cannot be read. Throws what downloading throws.
 */
export async function readInside(
  { brewpull, target, mayFetch = true }: Pick<ClosureTools, 'brewpull' | 'target' | 'mayFetch'>,
  found: FoundBottle,
): Promise<Needs | undefined> {
  const { tools, options, histories } = brewpull;
  const isAllowed = mayFetch && !options.offline;
  if (!isAllowed && !(await tools.downloads.has(digestOf(found.sha256)))) return undefined;
  const checked = await checkBottle(found, tools);
  const { path } = await downloadBottle(checked, tools, options.signal);
  const text = await readBottledFormula(path, checked.found);
  const recipe = readRecipe(text, checked.found, await histories.reader());
  if (recipe === undefined) return undefined;
  const needed = listRuntimeDependencies(recipe, target);
  return {
    asks: needed.map(({ name }) => askAsWritten(name, found.tap)),
    mentioned: listMentioned(recipe),
  };
}
