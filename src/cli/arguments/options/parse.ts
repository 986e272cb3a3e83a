import yargs, { type Argv, type Options } from 'yargs';

import { closestNames } from '../../../core/closest-names.ts';
import { UsageError } from '../../../core/errors.ts';
import { unreachable } from '../../../core/unreachable.ts';
import type { Command } from '../../command.ts';
import type { OptionLayer, OptionValue } from './arguments.ts';
import type { OptionSpec } from './option.ts';
import { isOptionName, optionSpec, type OptionName } from './options.ts';
import { explainRefusal, HELP_HINT } from './refusal.ts';
import { readSwitchWords } from './switch-words.ts';

/** What a command line asks for. */
export type ParsedLine =
  | { readonly kind: 'help'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly positionals: readonly string[];
      readonly layer: OptionLayer;
    };

/** The commands of a program, and which one runs when none is named. */
export interface CommandSet {
  readonly commands: readonly Command[];
  readonly standard: Command;
  readonly version: string;
}

/** Parses a command line. Throws {@link UsageError} for what cannot be understood, with the nearest right word. */
export async function parseCommandLine(
  argv: readonly string[],
  set: CommandSet,
  columns: number,
): Promise<ParsedLine> {
  // Yargs lays out the help of a command even to run it: what is hidden takes no time.
  const isHelpWanted = argv.some((word) => word === 'help' || /^-(?:-?h|\w*h)/.test(word));
  let chosen: Command | undefined;
  let parser = yargs()
    .scriptName('brewpull')
    .usage('$0 <formula...> [options]\n\nFetches Homebrew bottles for offline and old Macs.')
    .version('version', 'write the version', set.version)
    .alias({ h: 'help', V: 'version' })
    .help()
    .wrap(Math.min(columns, 110))
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
    .epilogue(
      'Options can also be set in BREWPULL_* variables and, some of them, in .brewpull.json.',
    )
    .fail((message: string | null, error: Error | undefined) => {
      throw explainRefusal(message ?? error?.message ?? '', { argv, ...set, cause: error });
    });
  for (const command of set.commands) {
    const names = `${command.name} ${command.positionals}`.trim();
    parser = parser.command(
      command === set.standard ? [names, '$0'] : names,
      command.summary,
      (builder) => addOptions(builder, command, isHelpWanted),
      () => {
        chosen = command;
      },
    );
  }
  let text = '';
  const parsed: unknown = await parser.parseAsync(
    readSwitchWords(argv),
    {},
    (_error, _argv, output) => {
      text = output;
    },
  );
  if (text !== '') return { kind: 'help', text: `${text}\n` };
  const values = new Map(
    Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}),
  );
  const command = chosen ?? set.standard;
  return {
    kind: 'command',
    command,
    positionals: readPositionals(values, command),
    layer: readFlags(values, command),
  };
}

function addOptions(builder: Argv, command: Command, isHelpWanted: boolean): Argv {
  let described = builder;
  for (const name of positionalNames(command)) {
    described = described.positional(name, {
      type: 'string',
      array: /\.\./.test(command.positionals),
    });
  }
  for (const name of command.options) {
    const option = toYargs(optionSpec(name));
    described = described.option(name, { ...option, hidden: !isHelpWanted });
  }
  const { details = [] } = command;
  if (details.length > 0) {
    const usage = `$0 ${command.name} ${command.positionals}`;
    described = described.usage([usage, '', command.summary, '', ...details].join('\n'));
  }
  for (const [example, purpose] of command.examples)
    described = described.example(example, purpose);
  return described;
}

function toYargs(spec: OptionSpec): Options {
  const { choices = [], standard } = spec;
  const facts = [
    ...(choices.length > 1 ? [choices.join(', ')] : []),
    ...(standard === undefined ? [] : [`default: ${standard}`]),
  ];
  const describe = `${spec.summary}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
  const alias = spec.alias === undefined ? {} : { alias: spec.alias };
  switch (spec.type) {
    case 'flag':
      return { ...alias, describe, type: 'boolean' };
    case 'count':
      return { ...alias, describe, type: 'count' };
    case 'list': // Given twice, yargs makes a list of it.
    case 'text':
      return { ...alias, describe, type: 'string', nargs: 1, requiresArg: true };
    default:
      return unreachable(spec.type);
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
  const ignored = new Set(['_', '$0', '--', 'help', 'h', 'version', 'V']);
  for (const name of positionalNames(command)) ignored.add(name);
  const found = new Map<OptionName, OptionValue>();
  for (const [name, value] of values) {
    if (ignored.has(name) || aliases.has(name) || value === undefined) continue;
    if (!isOptionName(name) || !allowed.has(name)) throw unknownOption(name, command);
    const read = toValue(value);
    if (read !== undefined) found.set(name, read);
  }
  return { values: found, describe: (name) => `--${name}` };
}

function toValue(value: unknown): OptionValue | undefined {
  // Yargs counts to 0 for a flag that was not given.
  if (typeof value === 'number') return value === 0 ? undefined : value;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(String) : undefined;
}

function unknownOption(name: string, command: Command): UsageError {
  const dashes = name.length === 1 ? '-' : '--';
  if (isOptionName(name)) {
    return new UsageError(`${command.name} has no option ${dashes}${name}`, {
      hint: `Run brewpull ${command.name} --help for its options.`,
    });
  }
  const near = closestNames(name, command.options, 1)[0];
  return new UsageError(
    `unknown option ${dashes}${name}`,
    near === undefined ? HELP_HINT : { hint: `Did you mean --${near}?` },
  );
}
