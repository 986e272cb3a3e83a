import { basename } from 'node:path';

import { brewCommandFor, type BrewCommand } from '../../../bundle/plan/brew-command.ts';
import type { BottledRecipes } from '../../../bottle/recipe/bottled-recipes.ts';
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
  const { conflicts, disabled } = brew.recipes.get(outcome) ?? {};
  if (file === undefined || !BOTTLE_NAME.test(file)) return undefined;
  return brewCommandFor({
    fileName: basename(file),
    hasSidecar: sidecar !== undefined,
    dependencies: dependencies.map((name) => name.split('/').at(-1) ?? name),
    conflicts,
    isDisabled: disabled !== undefined && (disabled.date ?? '') <= brew.today,
    brewVersion: brew.version,
  });
}

/** Says what to do with the bottles: for one the command, for several the way that installs them all. */
export function renderNextStep(
  outcomes: readonly PullOutcome[],
  brew: BrewFacts,
): readonly string[] {
  const commands = outcomes.flatMap((outcome) => installCommandOf(outcome, brew) ?? []);
  const [only, ...others] = commands;
  if (only === undefined) return [];
  if (others.length > 0) {
    return [
      'To install them by hand, one after another: --json has the command for each. brewpull bundle makes an installer.',
    ];
  }
  const form = brew.version === undefined ? 'any brew' : `brew ${brew.version}`;
  return [
    `On the Mac, in the folder with these files (${form}):`,
    `  ${only.command}`,
    ...only.notes.map((note) => `  ${note}`),
  ];
}
