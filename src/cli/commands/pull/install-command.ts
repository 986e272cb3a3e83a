import { basename } from 'node:path';

import { brewCommandFor, type BrewCommand } from '../../../bundle/plan/brew-command.ts';
import type { BottledRecipes } from '../../../bottle/recipe/bottled-recipes.ts';
import type { Recipe } from '../../../bottle/recipe/read-recipe.ts';
import type { PullOutcome } from '../../../bottle/obtain/pulled-bottle.ts';

/**
 * A name that brew accepts as a local bottle; the bottle tag must be its last part (Library/Homebrew/utils/bottles.rb at
 * aad366ffaf).
 */
const BOTTLE_NAME = /\.[a-z0-9_]+\.bottle(?:\.\d+)?\.tar\.gz$/;

/** What the command depends on besides the bottle. */
export interface BrewFacts {
  /** The version that `brew --version` reports on the Mac; undefined for a command that works with any. */
  readonly version: string | undefined;
  readonly recipes: BottledRecipes;
  /** E.g. `2026-11-28`. */
  readonly today: string;
}

/**
 * Returns the command that installs a pulled bottle, run from the folder that it is in; undefined if it is not in a file, or in
 * one that brew does not accept as a bottle.
 */
export function installCommandOf(outcome: PullOutcome, brew: BrewFacts): BrewCommand | undefined {
  if (outcome.status !== 'pulled' && outcome.status !== 'cached') return undefined;
  const { file, sidecar, dependencies = [] } = outcome;
  const recipe = brew.recipes.get(outcome);
  if (file === undefined || !BOTTLE_NAME.test(file)) return undefined;
  return brewCommandFor({
    fileName: basename(file),
    hasSidecar: sidecar !== undefined,
    dependencies: dependencies.map((name) => name.split('/').at(-1) ?? name),
    conflicts: recipe?.conflicts,
    isDisabled: recipe !== undefined && isDisabled(recipe, brew),
    brewVersion: brew.version,
  });
}

/** Returns whether brew already refuses a formula. */
export function isDisabled(
  { disabled }: Pick<Recipe, 'disabled'>,
  { today }: Pick<BrewFacts, 'today'>,
): boolean {
  return disabled !== undefined && (disabled.date ?? '') <= today;
}
