import { Arguments } from '../../cli/arguments/options/arguments.ts';
import { requireFormulae, requireWords } from '../../cli/arguments/options/refusal.ts';
import { refuseSurplus } from '../../cli/arguments/options/surplus.ts';
import { COMMANDS } from '../../cli/commands/all.ts';
import type { Command } from '../../cli/command.ts';
import { createSession, withResumeHint } from '../../cli/session.ts';
import { throwIfAborted } from '../../core/abort.ts';
import { BrewpullError, UsageError } from '../../core/errors.ts';
import type { EventSink } from '../../core/events.ts';
import { readJson } from '../../json/read-json.ts';
import { checkOutput } from '../../output/check-output-schema.ts';
import type { OutputName, Outputs } from '../../output/outputs.ts';
import type { LibraryOptions } from '../options.ts';
import { callTerminal } from './call-terminal.ts';
import { optionLayer, type OptionFields } from './option-values.ts';

/** One call, as a command line. */
export interface Call<Name extends OutputName> {
  /** The output that is expected. */
  readonly answer: Name;
  readonly command: string;
  /** The positional arguments. */
  readonly words: readonly string[];
  readonly fields: OptionFields;
  readonly onEvent: EventSink;
  readonly signal: AbortSignal | undefined;
  /** Receives the output before the command ends. */
  readonly onAnswer?: (answer: Outputs[Name]) => void;
}

/**
 * Runs a command in this process, with `--json`, and returns its output: library and command have the same rules because they are
 * the same code. Output with an exit code other than 0 is returned as well. Throws what the command reports: a `BrewpullError`.
 */
export async function runCommand<Name extends OutputName>(
  call: Call<Name>,
  options: LibraryOptions,
): Promise<Outputs[Name]> {
  throwIfAborted(call.signal);
  const command = commandOf(call.command);
  const args = readArguments(command, call, options);
  const pieces: string[] = [];
  let name: OutputName | undefined;
  const read = (): Outputs[Name] => readAnswer(call.answer, { name, text: pieces.join('') });
  const terminal = callTerminal(options, {
    onEvent: call.onEvent,
    signal: call.signal,
    onAnswer: (each) => {
      name = each;
    },
    onText: (piece) => {
      pieces.push(piece);
      if (call.onAnswer !== undefined && isWhole(piece)) call.onAnswer(read());
    },
  });
  const session = createSession(args, terminal);
  try {
    const run = await command.load();
    await run(args, session);
  } catch (error) {
    throw error instanceof BrewpullError ? withResumeHint(error, session) : error;
  } finally {
    await session.close();
  }
  return read();
}

function readArguments(
  command: Command,
  { words, fields }: Pick<Call<OutputName>, 'words' | 'fields'>,
  options: LibraryOptions,
): Arguments {
  const layer = optionLayer(command, { ...fields, json: true, quiet: true }, options);
  requireWords(command, words);
  refuseSurplus(command, words);
  const args = new Arguments(words, [layer], command.options);
  requireFormulae(command, args);
  return args;
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw new Error(`Internal error: no command ${name}`);
  return command;
}

/** Reports whether a piece is the last of an output: it ends with a closing brace at the beginning of a line. */
function isWhole(piece: string): boolean {
  return piece.endsWith('\n}\n');
}

function readAnswer<Name extends OutputName>(
  wanted: Name,
  { name, text }: { readonly name: OutputName | undefined; readonly text: string },
): Outputs[Name] {
  // A command only has another output if a field is not in the type of the request, such as `dryRun` for a mirror.
  if (name !== wanted) {
    throw new UsageError(`a field of the request asks for ${name ?? 'no answer'}, not ${wanted}`);
  }
  return checkOutput(wanted, readJson(text, { what: `the answer of ${wanted}` }));
}
