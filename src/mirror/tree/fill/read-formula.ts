import { readBottledFormula } from '../../../bottle/recipe/bottled-formula.ts';
import { readRecipe } from '../../../bottle/recipe/read-recipe.ts';
import { dependenciesBuiltWith } from '../../../bottle/confirm/build-record.ts';
import type { FoundBottle } from '../../../bottle/resolve/resolution.ts';
import type { ConfirmedBottle } from '../../../bottle/confirm/confirm-bottle.ts';
import {
  listMentioned,
  listRuntimeDependencies,
} from '../../../closure/rules/runtime-dependencies.ts';
import { askAsWritten } from '../../../closure/sources/closure-taps.ts';
import { readFormulaFile } from '../../../closure/sources/formula-file.ts';
import { keyOf } from '../../../core/formula-key.ts';
import { parseFormulaRef } from '../../../history/tap/formula-ref.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import type { WishedBottle } from '../wishes/wish.ts';

/** What a bottle's formula says. */
export interface FormulaFacts {
  /** The formula's text; undefined if neither history nor the bottle has it. */
  readonly text: Uint8Array | undefined;
  /** The commit of the text, if history has it. */
  readonly commit: string | undefined;
  /** The keys of what it needs at run time. */
  readonly dependencies: readonly string[];
  /** The names that it mentions. */
  readonly mentioned: readonly string[];
}

/**
 * Reads the formula of a bottle: from the lock that it comes from, from history, or from the bottle itself at `path`. If it
 * cannot be read, the build record says what the bottle needs. Throws `DisagreementError` if the text is not the recorded one.
 */
export async function readFormula(
  brewpull: Brewpull,
  wish: WishedBottle,
  { path, confirmed }: { readonly path: string; readonly confirmed: ConfirmedBottle },
): Promise<FormulaFacts> {
  const { found } = wish;
  const file = await readFormulaFile(brewpull, wish);
  const text = file === undefined ? await readBottledFormula(path, found) : Buffer.from(file.text);
  const recipe = readRecipe(text, found, await brewpull.histories.reader());
  const built = (): readonly string[] =>
    (dependenciesBuiltWith(confirmed) ?? []).map((name) => keyOfRef(parseFormulaRef(name)));
  return {
    text,
    commit: file?.commit,
    dependencies: wish.dependencies ?? declaredIn(recipe, found) ?? built(),
    mentioned: [
      ...new Set([
        ...(wish.mentioned ?? []),
        ...(recipe === undefined ? [] : listMentioned(recipe)),
      ]),
    ].toSorted(),
  };
}

/**
 * Reads what a bottle in the tree needs on a target that it was not yet read for; undefined if no text says. `text` is that of
 * its formula.
 */
export async function readDependencies(
  brewpull: Brewpull,
  { found, dependencies }: WishedBottle,
  text: Uint8Array | undefined,
): Promise<readonly string[] | undefined> {
  if (dependencies !== undefined) return dependencies;
  return declaredIn(readRecipe(text, found, await brewpull.histories.reader()), found);
}

function declaredIn(
  recipe: ReturnType<typeof readRecipe>,
  { target, tap }: FoundBottle,
): readonly string[] | undefined {
  const declared = recipe && listRuntimeDependencies(recipe, target);
  return declared?.map(({ name }) => keyOfRef(askAsWritten(name, tap).candidates[0]));
}

function keyOfRef({ tap, name }: { readonly tap: string; readonly name: string }): string {
  return keyOf({ tap, formula: name });
}
