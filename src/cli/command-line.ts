import { join } from 'node:path';

import { BrewpullError, UsageError } from '../core/errors.ts';
import { TOOL } from '../core/tool.ts';
import { Arguments } from './arguments/options/arguments.ts';
import { readEnvironment } from './arguments/layers/environment-layer.ts';
import { readOptionFile } from './arguments/layers/option-file.ts';
import type { ParsedLine } from './arguments/options/parse.ts';
import { requireFormulae } from './arguments/options/refusal.ts';
import { readProjectFile } from './arguments/layers/project-file.ts';
import { COMMANDS } from './commands/all.ts';
import { PULL } from './commands/pull/pull.ts';
import { configDirectory } from './directories.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { withOwnWords } from './first-word/own-words.ts';
import { readRequest, type Request } from './first-word/read-request.ts';
import { harmlessTerminal } from './harmless-terminal.ts';
import { renderError } from './render/error.ts';
import { toErrorJson } from './render/error-json.ts';
import { toResultJson } from './render/result-json.ts';
import { styleFor } from './render/output-style.ts';
import { createSession, withResumeHint, type Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** Parses and runs one command line; resolves with the exit code and never rejects. */
export async function runCommandLine(typed: readonly string[], outer: Terminal): Promise<number> {
  const argv = withOwnWords(typed, COMMANDS);
  const terminal = harmlessTerminal(outer);
  let session: Session | undefined;
  try {
    const request = await readRequest(argv, {
      commands: COMMANDS,
      standard: PULL,
      env: terminal.env,
      isFormula: async (name) => {
        const { isFormulaAtHand } = await import('./first-word/is-formula.ts');
        return isFormulaAtHand(name, argv, terminal);
      },
    });
    if (request.kind !== 'run') return await answerOf(request, argv, terminal);
    const { parseCommandLine } = await import('./arguments/options/parse.ts');
    const line = await parseCommandLine(argv, { commands: COMMANDS, standard: PULL });
    const args = await readArguments(line, terminal);
    session = createSession(args, terminal);
    requireFormulae(line.command, args);
    const runCommand = await line.command.load();
    try {
      return await runCommand(args, session);
    } finally {
      noteProjectFile(args, session);
    }
  } catch (error) {
    return await report(error, { argv, terminal, session });
  } finally {
    await session?.close();
  }
}

/** Answers requests that need no command: help and the version. */
async function answerOf(
  request: Exclude<Request, { readonly kind: 'run' }>,
  argv: readonly string[],
  { stdout, stderr, env }: Terminal,
): Promise<number> {
  if (request.kind === 'version') {
    await stdout.send(
      argv.includes('--json')
        ? toResultJson({ name: TOOL.name, version: TOOL.version })
        : `${TOOL.version}
`,
    );
    return EXIT.done;
  }
  const { showHelp } = await import('./help/show-help.ts');
  // An empty line does not ask for help: a script that forgot its arguments must fail.
  const isAsked = argv.length > 0;
  const output = isAsked ? stdout : stderr;
  await output.send(showHelp({ ...request, commands: COMMANDS, standard: PULL }, output, env));
  return isAsked ? EXIT.done : EXIT.usage;
}

/**
 * Notes the options of the project's file at the end, when it is known what the file decided, even if the command fails because
 * of it.
 */
function noteProjectFile(args: Arguments, session: Session): void {
  const { verbose, debug } = session.verbosity;
  const used = args.projectUse();
  if (used === undefined || !(verbose || debug)) return;
  session.note(`options of ${used.path}: ${used.options.join(', ')}`);
}

async function readArguments(line: ParsedLine, terminal: Terminal): Promise<Arguments> {
  const layers = [line.layer, readEnvironment(terminal.env)];
  const read = line.command.isForgiving === true ? orNothing : asItIs;
  const project = await read(() => readProjectFile(terminal.cwd()));
  const user = await read(() => readOptionFile(join(configDirectory(terminal), 'config.json')));
  for (const layer of [project, user]) if (layer !== undefined) layers.push(layer);
  const args = new Arguments(line.positionals, layers, line.command.options);
  args.requireSwitches();
  return args;
}

function asItIs<Result>(read: () => Promise<Result>): Promise<Result> {
  return read();
}

/** Leaves it to the command itself to report a file that cannot be read. */
async function orNothing<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

async function report(
  thrown: unknown,
  {
    argv,
    terminal,
    session,
  }: {
    readonly argv: readonly string[];
    readonly terminal: Terminal;
    readonly session: Session | undefined;
  },
): Promise<number> {
  const style = styleFor(terminal.stderr, terminal.env);
  const debug = session?.verbosity.debug ?? argv.includes('--debug');
  const error = session === undefined ? thrown : withResumeHint(thrown, session);
  session?.progress.finish();
  if (error instanceof BrewpullError && (session?.json ?? argv.includes('--json'))) {
    await terminal.stdout.send(toResultJson({ error: toErrorJson(error) }));
  }
  await terminal.stderr.send(renderError(error, style, { debug }));
  return error instanceof BrewpullError ? exitCodeOf(error.code) : EXIT.failed;
}
