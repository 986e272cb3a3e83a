import yargs, { type Argv, type Options } from 'yargs';

import { unreachable } from '../../../core/unreachable.ts';
import type { Command } from '../../command.ts';
import { withOwnWords } from '../../first-word/own-words.ts';
import type { OptionLayer, OptionValue } from './arguments.ts';
import type { OptionSpec } from './option.ts';
import { isOptionName, optionSpec, wordOf, type OptionName } from './options.ts';
import { explainRefusal } from './refusal.ts';
import { refuseSurplus } from './surplus.ts';
import { readSwitchWords } from './switch-words.ts';
import { refuseOneDash, unknownOption } from './unknown-option.ts';

/** A command line, parsed. */
export interface ParsedLine {
  readonly command: Command;
  readonly positionals: readonly string[];
  readonly layer: OptionLayer;
}

/** The commands of a program, and which one runs when none is named. */
export interface CommandSet {
  readonly commands: readonly Command[];
  readonly standard: Command;
}

/**
 * Parses a command line that asks for a command, not for help. Throws `UsageError` for anything that cannot be understood and
 * suggests the nearest valid word.
 */
export async function parseCommandLine(
  typed: readonly string[],
  set: CommandSet,
): Promise<ParsedLine> {
  const argv = withOwnWords(typed, set.commands);
  refuseOneDash(argv);
  let chosen: Command | undefined;
  let parser = yargs()
    .scriptName('brewpull')
    .help(false)
    .version(false)
    .detectLocale(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    // Versions are text: 10.10 is not 10.1.
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .fail((message: string | null, error: Error | undefined) => {
      throw explainRefusal(message ?? error?.message ?? '', { argv, ...set, cause: error });
    });
  for (const command of set.commands) {
    const names = `${command.name} ${command.positionals}`.trim();
    parser = parser.command(
      command === set.standard ? [names, '$0'] : names,
      false,
      (builder) => addOptions(builder, command),
      () => {
        chosen = command;
      },
    );
  }
  const { words, off } = readSwitchWords(argv);
  const parsed: unknown = await parser.parseAsync([...words]);
  const values = new Map(
    Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}),
  );
  for (const name of off) if (values.get(name) === 0) values.set(name, false);
  const command = chosen ?? set.standard;
  const positionals = readPositionals(values, command);
  refuseSurplus(command, positionals);
  return { command, positionals, layer: readFlags(values, command) };
}

function addOptions(builder: Argv, command: Command): Argv {
  let described = builder;
  for (const name of positionalNames(command)) {
    described = described.positional(name, {
      type: 'string',
      array: /\.\./.test(command.positionals),
    });
  }
  for (const name of command.options) {
    described = described.option(name, toYargs(optionSpec(name)));
  }
  return described;
}

function toYargs({ alias: letter, type }: OptionSpec): Options {
  const alias = letter === undefined ? {} : { alias: letter };
  switch (type) {
    case 'flag':
      return { ...alias, type: 'boolean' };
    case 'count':
      return { ...alias, type: 'count' };
    case 'list': // If it is given twice, yargs makes a list of it.
    case 'text':
      return { ...alias, type: 'string', nargs: 1, requiresArg: true };
    default:
      return unreachable(type);
  }
}

function positionalNames(command: Command): readonly string[] {
  return [...command.positionals.matchAll(/[<[]([\w-]+)/g)].map(([, name = '']) => name);
}

function readPositionals(values: ReadonlyMap<string, unknown>, command: Command): string[] {
  const extra = values.get('_');
  const words: unknown[] = Array.isArray(extra) ? extra : [];
  // Yargs leaves the command's name among the words it did not assign.
  const rest = words[0] === command.name ? words.slice(1) : words;
  return [...positionalNames(command).map((name) => values.get(name)), rest]
    .flat()
    .filter((word) => word !== undefined && word !== null)
    .map(String);
}

function readFlags(values: ReadonlyMap<string, unknown>, command: Command): OptionLayer {
  const allowed = new Map(command.options.map((name) => [name, optionSpec(name)]));
  const aliases = new Set([...allowed.values()].flatMap(({ alias }) => alias ?? []));
  const ignored = new Set(['_', '$0', '--']);
  for (const name of positionalNames(command)) ignored.add(name);
  const found = new Map<OptionName, OptionValue>();
  for (const [name, value] of values) {
    if (ignored.has(name) || aliases.has(name) || value === undefined) continue;
    if (!isOptionName(name) || !allowed.has(name)) throw unknownOption(name, command);
    const read = toValue(value);
    if (read !== undefined) found.set(name, read);
  }
  return { values: found, describe: (name) => `--${wordOf(name)}` };
}

function toValue(value: unknown): OptionValue | undefined {
  // Yargs returns a count of 0 for a flag that was not given.
  if (typeof value === 'number') return value === 0 ? undefined : value;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  // If a switch is given twice, the last one counts, as it does for values.
  if (Array.isArray(value) && value.every((each) => typeof each === 'boolean')) return value.at(-1);
  return Array.isArray(value) ? value.map(String) : undefined;
}
