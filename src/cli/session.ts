import { resolve } from 'node:path';

import { AbortedError } from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import { collectInTurns, giveWay } from '../core/give-way.ts';
import { schemaVersionOf, type OutputName, type Outputs } from '../output/outputs.ts';
import type { Arguments } from './arguments/options/arguments.ts';
import { oneLine } from './render/harmless.ts';
import { createProgress, type Progress, type Verbosity } from './render/progress.ts';
import { styleFor } from './render/output-style.ts';
import { toResultChunks } from './render/result-json.ts';
import type { Style } from './render/style.ts';
import type { Terminal } from './terminal.ts';

/** The result of a command, for programs and for people: {@link Session.answer} writes the form that was asked for. */
interface Output<Name extends OutputName> {
  /** The name of its schema. */
  readonly name: Name;
  /** The fields after `schemaVersion`. */
  readonly json: () => Outputs[Name] | Promise<Outputs[Name]>;
  /** Text for people on standard output; lines wider than the terminal are broken. */
  readonly text?: () => string;
  /** Text to run or to copy, written unchanged. */
  readonly verbatim?: () => string;
  /** Paths that come before the text, written by {@link Session.printPaths}. */
  readonly paths?: readonly string[];
  /** Lines that follow the text, on standard error. */
  readonly notes?: readonly string[];
}

/** One run of a command: how it reports, and how it is interrupted. */
export interface Session {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly verbosity: Verbosity;
  /** For standard error. */
  readonly errorStyle: Style;
  /** For standard output. */
  readonly style: Style;
  readonly progress: Progress;
  readonly onEvent: EventSink;
  /** Aborted with `AbortedError` on the first Ctrl-C; the second ends the process. */
  readonly signal: AbortSignal;
  /** Writes results; nothing else goes to standard output. Text is made harmless for terminals; bytes are not changed. */
  print(chunk: string | Uint8Array): Promise<void>;
  /** Writes a result as JSON with `--json`, or else as text. */
  answer<Name extends OutputName>(output: Output<Name>): Promise<void>;
  /** Writes paths, one per line: harmless on a terminal, unchanged for a program. */
  printPaths(paths: readonly string[]): Promise<void>;
  /** Writes one line for people to standard error; does nothing with `-q`. */
  note(line: string): void;
  /** Sets V8 flags if the process is brewpull's own; see `v8-flags.ts`. */
  tune(setFlags: () => void): void;
  /** Returns whether the run began something that the next run can continue. */
  canResume(): boolean;
  /** Resolves a path that the user named, relative to the working folder. */
  resolvePath(path: string): string;
  /** Registers a function to run at the end of the command, last registered first. */
  defer(close: () => Promise<void> | void): void;
  close(): Promise<void>;
}

/** Creates the session of one run; the caller must call `close`. */
export function createSession(args: Arguments, terminal: Terminal): Session {
  const verbosity = {
    quiet: args.flag('quiet'),
    verbose: args.flag('verbose'),
    debug: args.flag('debug'),
    progress: !args.flag('no-progress'),
  };
  const style = styleFor(terminal.stdout, terminal.env, colorOf(args));
  const errorStyle = styleFor(terminal.stderr, terminal.env, colorOf(args));
  const progress = createProgress(terminal.stderr, {
    style: errorStyle,
    // A dumb terminal cannot move its cursor, and a CI log keeps every line that is drawn.
    isLive: terminal.stderr.isTTY && terminal.env['TERM'] !== 'dumb' && !isSet(terminal.env['CI']),
    verbosity,
    now: () => terminal.now().getTime(),
  });
  const controller = new AbortController();
  // An interrupt that is already there is heard at once.
  const listening: { stop?: () => void } = {};
  listening.stop = terminal.onInterrupt(() => {
    controller.abort(new AbortedError());
    listening.stop?.();
  });
  let canResume = false;
  const closers: (() => Promise<void> | void)[] = [];
  const print = async (chunk: string | Uint8Array): Promise<void> => {
    progress.finish();
    await terminal.stdout.send(chunk);
  };
  /**
   * Makes the whole result before sending any of it, so that no error ever follows a partial result; sending therefore ignores an
   * abort.
   */
  const printResult = async (fields: object, version: number): Promise<void> => {
    for (const chunk of await collectInTurns(toResultChunks(fields, version), controller.signal)) {
      await print(chunk);
      await giveWay();
    }
  };
  const json = args.flag('json');
  const printPaths = (paths: readonly string[]): Promise<void> => {
    if (terminal.stdout.isTTY) return print(paths.map((path) => `${oneLine(path)}\n`).join(''));
    return print(Buffer.from(paths.map((path) => `${path}\n`).join('')));
  };
  const note = (line: string): void => {
    if (verbosity.quiet) return;
    for (const part of errorStyle.fit(oneLine(line)).split('\n')) progress.say(part);
  };
  return {
    terminal,
    json,
    verbosity,
    style,
    errorStyle,
    progress,
    onEvent: (event) => {
      canResume ||=
        event.type === 'download-progress' ||
        event.type === 'sync' ||
        (event.type === 'step' && event.step.kind === 'mirror');
      progress.onEvent(event);
      terminal.onEvent?.(event);
    },
    signal: controller.signal,
    print,
    answer: async ({ name, json: toJson, text, verbatim, paths = [], notes = [] }) => {
      if (json) {
        terminal.onAnswer?.(name);
        return printResult(await toJson(), schemaVersionOf(name));
      }
      if (paths.length > 0) await printPaths(paths);
      if (text !== undefined) await print(style.fit(text()));
      if (verbatim !== undefined) await print(verbatim());
      for (const line of notes) note(line);
    },
    printPaths,
    note,
    tune: (setFlags) => {
      if (terminal.sharesProcess !== true) setFlags();
    },
    canResume: () => canResume,
    resolvePath: (path) => resolve(terminal.cwd(), path),
    defer: (close) => closers.push(close),
    close: async () => {
      progress.finish();
      listening.stop?.();
      for (const closeOne of closers.toReversed()) await closeOne();
    },
  };
}

/** Adds to an interruption the hint that the run can be continued, if it can. */
export function withResumeHint(error: unknown, session: Session): unknown {
  const isPlain = error instanceof AbortedError && error.hint === undefined;
  if (!isPlain || !session.canResume()) return error;
  const hint = 'Run the same command again: it resumes where this one stopped.';
  return new AbortedError({ cause: error.cause, hint });
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false';
}

function colorOf(args: Arguments): 'auto' | 'always' | 'never' {
  const color = args.text('color');
  return color === 'always' || color === 'never' ? color : 'auto';
}
