import { closestNames } from '../../core/closest-names.ts';
import { UsageError } from '../../core/errors.ts';
import { quoteForShell } from '../../core/quote-for-shell.ts';
import type { Command } from '../command.ts';
import { actionOf, actionTopic } from '../help/action-topic.ts';
import { findOtherVerb } from './other-verbs.ts';
import { refuseLooseValue } from './loose-value.ts';
import { nearestWord, noHelpOn, notACommand, type FirstWords } from './refuse-word.ts';
import { scanLine } from './scan-line.ts';
import { readVersionRequest } from './version-request.ts';

/** Programs whose whole command line someone may type after `brewpull`. */
const PROGRAMS = new Set(['brew', 'brewpull']);

/** What the first words of a line ask for. */
export type Request =
  | { readonly kind: 'run' }
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command: Command | undefined; readonly all: boolean };

/** The commands, and everything else that decides what a first word means. */
export interface RequestWorld {
  readonly commands: readonly Command[];
  /** The command that runs when none is named. */
  readonly standard: Command;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Returns whether the local files have a formula of that name. */
  readonly isFormula: (name: string) => Promise<boolean>;
}

/**
 * Decides what a command line asks for by its first words, before it is parsed. Throws {@link UsageError} with the line to type
 * if the first word is a verb of other programs, or is similar to a command and is not a known formula.
 */
export async function readRequest(
  argv: readonly string[],
  { commands, standard, env, isFormula }: RequestWorld,
): Promise<Request> {
  const line = scanLine(argv);
  const asked: FirstWords = { line, commands, standard, env };
  const [first, second, ...more] = line.words;
  const command = commands.find(({ name }) => name === first);
  const help = (topic: Command | undefined): Request => ({
    kind: 'help',
    command: topic,
    all: line.wantsAll,
  });
  if (first === undefined) {
    if (argv.length === 0 || line.wantsHelp) return help(undefined);
  } else if (first === 'help') {
    if (second === undefined) return help(undefined);
    const topic = commands.find(({ name }) => name === second);
    if (topic !== undefined) return help(readTopic(topic, more));
    if (more.length > 0)
      throw new UsageError('help explains one command', { hint: helpHint(second) });
    if (second === 'help' || second === 'version') return help(undefined);
    throw noHelpOn(second, asked);
  } else if (second !== undefined && PROGRAMS.has(first)) {
    const rest = argv.filter((_word, at) => at !== argv.indexOf(first));
    await readRequest(rest, { commands, standard, env, isFormula });
    throw new UsageError(`${first} is one word too many`, {
      hint: `Run brewpull ${rest.map(quoteForShell).join(' ')}. For a formula named ${first}: brewpull pull ${first}.`,
    });
  } else if (command === undefined && first !== 'version') {
    if (!line.wantsHelp) await refuseLooseValue(argv, { command: standard, isFormula });
    if (findOtherVerb(first) !== undefined) throw notACommand(first, first, asked);
    const near = nearestWord(first, commands);
    if (near !== undefined && !(await isFormula(first))) throw notACommand(first, near, asked);
  }
  if (command !== undefined && second === 'help' && hasActions(command)) {
    return help(readTopic(command, more));
  }
  if (line.wantsHelp || (second === 'help' && more.length === 0)) {
    // When `--help` is added to a finished line, the words after the command may be anything.
    const action = command && actionOf(command, second);
    if (command !== undefined && action !== undefined) return help(actionTopic(command, action));
    return help(command ?? (first === 'version' ? undefined : standard));
  }
  if (command !== undefined) await refuseLooseValue(argv, { command, isFormula });
  return readVersionRequest(asked) ? { kind: 'version' } : { kind: 'run' };
}

/** Returns the command or action that help is asked for. Throws {@link UsageError} for any other words. */
function readTopic(command: Command, words: readonly string[]): Command {
  const [word, ...more] = words;
  if (word === undefined) return command;
  const action = actionOf(command, word);
  if (more.length === 0 && action !== undefined) return actionTopic(command, action);
  if (more.length === 0 && command.words?.includes(word) === true) return command;
  if (action !== undefined || !hasActions(command)) {
    const what = hasActions(command) ? 'one action' : 'one command';
    const topic = action === undefined ? command.name : `${command.name} ${action.name}`;
    throw new UsageError(`help explains ${what} at a time`, { hint: helpHint(topic) });
  }
  const names = (command.actions ?? []).map(({ name }) => name);
  const [near] = closestNames(word, names, 1);
  throw new UsageError(`${command.name} has no action ${word}, so there is no help on it`, {
    hint:
      near === undefined
        ? `It has ${names.join(', ')}: see brewpull help ${command.name}.`
        : helpHint(`${command.name} ${near}`),
  });
}

function hasActions({ actions = [] }: Command): boolean {
  return actions.length > 0;
}

function helpHint(word: string): string {
  return `Run brewpull help ${word}.`;
}
