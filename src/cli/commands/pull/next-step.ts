import { basename } from 'node:path';

import { reinstallCommandsFor } from '../../../bundle/plan/brew-command.ts';
import { quoteForShell } from '../../../core/quote-for-shell.ts';
import type { PulledBottle, PullOutcome } from '../../../bottle/obtain/pulled-bottle.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { OptionName } from '../../arguments/options/options.ts';
import { installCommandOf, isDisabled, type BrewFacts } from './install-command.ts';

/** The options that decide which bottles a command means; `bundle` takes all of them. */
const QUESTION: readonly OptionName[] = [
  ...OPTION_GROUPS.input,
  ...OPTION_GROUPS.target,
  'closure',
  ...OPTION_GROUPS.history,
  'lock',
  'locked',
  'frozen',
  'registry',
  'insecure-registry',
];

/** Longer lines do not help a reader. */
const LONGEST_LINE = 300;

/**
 * Explains what to do next with pulled bottles: first the bundle that brings what they need, or `brew reinstall` if they need
 * nothing. `isVerbose` adds the command that installs one bottle as it is.
 */
export function renderNextStep(
  outcomes: readonly PullOutcome[],
  brew: BrewFacts,
  { args, isVerbose }: { readonly args: Arguments; readonly isVerbose: boolean },
): readonly string[] {
  const [first, ...others] = outcomes.flatMap((outcome) => {
    const command = installCommandOf(outcome, brew);
    // Only bottles in files get a command.
    if (command === undefined || !isPulled(outcome)) return [];
    return [{ outcome, command }];
  });
  // A bundle of the same names would fail if one of them did.
  if (first === undefined || 1 + others.length < outcomes.length) return [];
  if (others.length > 0) return bundleLines('all that they need and an installer', args);
  const { outcome, command } = first;
  const reinstall = reinstallOf(outcome, brew);
  const lines =
    reinstall === undefined
      ? bundleLines(contentsOf(outcome), args)
      : [
          'On the Mac, in the folder with these files and offline-brew.sh, which brewpull offline-brew prints:',
          ...reinstall.map((line) => `  ${line}`),
          `With an installer instead: ${bundleCommand(args)}`,
        ];
  if (!isVerbose) return lines;
  const form = brew.version === undefined ? 'any brew' : `brew ${brew.version}`;
  return [
    ...lines,
    `By hand instead, in the folder with these files (${form}):`,
    `  ${command.command}`,
    ...command.notes.map((note) => `  ${note}`),
  ];
}

function isPulled(outcome: PullOutcome): outcome is PulledBottle {
  return outcome.status === 'pulled' || outcome.status === 'cached';
}

/** Returns the `brew reinstall` commands for a bottle without dependencies: `reinstall` has no option to skip one. */
function reinstallOf(outcome: PulledBottle, brew: BrewFacts): readonly string[] | undefined {
  const recipe = brew.recipes.get(outcome);
  const { dependencies, file } = outcome;
  if (dependencies?.length !== 0 || recipe === undefined || file === undefined) return undefined;
  if (isDisabled(recipe, brew)) return undefined;
  return reinstallCommandsFor(basename(file), brew.version);
}

function contentsOf({ dependencies: needed }: PulledBottle): string {
  if (needed === undefined) return 'all that it needs and an installer';
  if (needed.length === 0) return 'an installer';
  const others = needed.length === 1 ? 'the other' : `the ${needed.length} others`;
  return `${others} that it needs and an installer`;
}

function bundleLines(contents: string, args: Arguments): readonly string[] {
  return [`For the Mac, with ${contents}:`, `  ${bundleCommand(args)}`];
}

function bundleCommand(args: Arguments): string {
  const words = ['brewpull', 'bundle', ...args.positionals, ...args.wordsOf(QUESTION)];
  const line = words.map(quoteForShell).join(' ');
  // Standard input cannot be read twice.
  const isRepeatable = line.length <= LONGEST_LINE && !args.list('from-file').includes('-');
  return isRepeatable ? line : 'brewpull bundle, with the same names and target';
}
