import { UsageError } from '../../../core/errors.ts';
import { parseAskedFormula } from '../../../history/tap/asked-formula.ts';
import { refuseBareVersions } from '../formulae/bare-versions.ts';
import type { Command } from '../../command.ts';
import type { Arguments } from './arguments.ts';
import { exampleOf, exampleWith } from './example-line.ts';
import { OPTION_NAMES, optionSpec, wordOf, type OptionName } from './options.ts';

/** The hint when there is no better next step. */
export const HELP_HINT = { hint: 'Run brewpull --help for the commands and options.' };

/** A command line that the parser library refused. */
interface Refused {
  readonly argv: readonly string[];
  readonly commands: readonly Command[];
  /** Which one runs when none is named. */
  readonly standard: Command;
  readonly cause: unknown;
}

/**
 * Explains in plain words, with a line to type, why the parser library refused a command line; none of the library's own words
 * are kept.
 */
export function explainRefusal(said: string, refused: Refused): UsageError {
  const { argv, commands, standard, cause } = refused;
  const first = argv.find((word) => commands.some(({ name }) => name === word));
  const named = commands.find(({ name }) => name === first);
  const [, word = ''] = /^Not enough arguments following: (.+)$/.exec(said) ?? [];
  const option = OPTION_NAMES.find((name) => name === word || optionSpec(name).alias === word);
  if (option !== undefined) {
    const command = named ?? standard;
    return new UsageError(`--${wordOf(option)} needs a value`, {
      cause,
      hint: `Write for example: ${exampleWith(command, option)}`,
    });
  }
  if (named !== undefined && said.startsWith('Not enough non-option arguments')) {
    return tooFewWords(named, cause);
  }
  return new UsageError('the command line cannot be understood', { ...HELP_HINT, cause });
}

/** Options that name what is wanted, or the target: with one of them, the command itself reports what is missing. */
const NAMING: ReadonlySet<OptionName> = new Set<OptionName>([
  'from-file',
  'brewfile',
  'lock',
  'locked',
  'frozen',
  'update',
  'update-of',
  'inspect',
  'for',
  'macos',
  'arch',
  'target',
]);

/**
 * Refuses a command about formulae that was given neither a target nor a valid name. The missing name is the first mistake to
 * report; the command itself would first complain about the target. Throws {@link UsageError}.
 */
export function requireFormulae(command: Command, args: Arguments): void {
  if (command.positionals !== '[formula...]') return;
  const isSaid = command.options.some(
    (name) => NAMING.has(name) && args.strength(name) !== undefined,
  );
  if (isSaid) return;
  if (args.positionals.length === 0) throw tooFewWords(command, undefined);
  refuseBareVersions(args.positionals);
  for (const name of args.positionals) parseAskedFormula(name);
}

/** Refuses a line with fewer words than the command needs. Throws {@link UsageError} with an example. */
export function requireWords(command: Command, words: readonly string[]): void {
  const needed = [...command.positionals.matchAll(/</g)].length;
  if (words.length < needed) throw tooFewWords(command, undefined);
}

function tooFewWords(command: Command, cause: unknown): UsageError {
  const words = [...command.positionals.matchAll(/[<[]([^>\]]+)[>\]]/g)].map(
    ([, word = '']) => word,
  );
  // If the first word is one of a fixed few, it decides what comes after it.
  const needed = words.slice(0, command.words === undefined ? undefined : 1).map(describe);
  const choices = command.words === undefined ? '' : `: ${command.words.join(', ')}`;
  return new UsageError(`${command.name} needs ${needed.join(' and ')}${choices}`, {
    cause,
    hint: `Write for example: ${exampleOf(command)}`,
  });
}

const DESCRIBED: Readonly<Record<string, string>> = {
  path: 'a file or folder',
  'path...': 'a file or folder',
  'reference...': 'the name of an image',
  'receipt...': 'two receipts or more',
  old: 'an old',
  new: 'a new bundle, lock or mirror',
  'registry/name:tag': 'an address in a registry',
};

function describe(word: string): string {
  const bare = word.replace(/\.\.\.$/, '');
  return DESCRIBED[word] ?? `${/^[aeiou]/.test(bare) ? 'an' : 'a'} ${bare}`;
}
