import { basename } from 'node:path';

import { brewCommandFor, type BrewCommand } from '../../../bundle/plan/brew-command.ts';
import type { BottledRecipes } from '../../../bottle/recipe/bottled-recipes.ts';
import type { Recipe } from '../../../bottle/recipe/read-recipe.ts';
import type { PullOutcome } from '../../../bottle/obtain/pulled-bottle.ts';

/** A name that brew takes for a local bottle; the tag must be its last part (Library/Homebrew/utils/bottles.rb at aad366ffaf). */
const BOTTLE_NAME = /\.[a-z0-9_]+\.bottle(?:\.\d+)?\.tar\.gz$/;

/** What a command depends on besides its bottle. */
export interface BrewFacts {
  /** As `brew --version` says on the Mac; undefined for a command that works on all. */
  readonly version: string | undefined;
  readonly recipes: BottledRecipes;
  /** As `2026-11-28`. */
  readonly today: string;
}

/**
 * Gives the command that installs a pulled bottle, from the folder that it is in; undefined when it is in no file, or in
 * one that brew does not take for a bottle.
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

/** Tells whether brew refuses a formula by now. */
export function isDisabled(
  { disabled }: Pick<Recipe, 'disabled'>,
  { today }: Pick<BrewFacts, 'today'>,
): boolean {
  return disabled !== undefined && (disabled.date ?? '') <= today;
}
