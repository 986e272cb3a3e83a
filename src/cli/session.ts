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

/** The result of a command, for programs or for people: {@link Session.answer} writes the one that was asked for. */
interface Output<Name extends OutputName> {
  /** The name of its schema. */
  readonly name: Name;
  /** The fields after `schemaVersion`. */
  readonly json: () => Outputs[Name] | Promise<Outputs[Name]>;
  /** What a person reads on standard output; lines wider than a terminal are broken. */
  readonly text?: () => string;
  /** Text to run or to copy, as it is. */
  readonly verbatim?: () => string;
  /** Paths before the text, written by {@link Session.printPaths}. */
  readonly paths?: readonly string[];
  /** Lines on standard error after the text. */
  readonly notes?: readonly string[];
}

/** One run of a command: how it speaks, and how it is interrupted. */
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
  /** Writes results; nothing else goes to standard output. Text is made harmless for terminals, bytes are not changed. */
  print(chunk: string | Uint8Array): Promise<void>;
  /** Writes a result as JSON with `--json`, else as text. */
  answer<Name extends OutputName>(output: Output<Name>): Promise<void>;
  /** Writes paths, one a line: harmless on a terminal, and exactly as they are for a program. */
  printPaths(paths: readonly string[]): Promise<void>;
  /** Writes one line for people on standard error; nothing with `-q`. */
  note(line: string): void;
  /** Sets flags of V8 where the process is brewpull's own; see `v8-flags.ts`. */
  tune(setFlags: () => void): void;
  /** Tells whether something was begun that the next run continues. */
  canResume(): boolean;
  /** Gives a path that the user named, seen from the working folder. */
  resolvePath(path: string): string;
  /** Runs at the end of the command, last registered first. */
  defer(close: () => Promise<void> | void): void;
  close(): Promise<void>;
}

/** Creates the session of one run; `close` has to be called. */
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
    // A dumb terminal cannot move its cursor, and the log of a CI job keeps every line that is drawn.
    isLive: terminal.stderr.isTTY && terminal.env['TERM'] !== 'dumb' && !isSet(terminal.env['CI']),
    verbosity,
    now: () => terminal.now().getTime(),
  });
  const controller = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    controller.abort(new AbortedError());
    stopListening();
  });
  let canResume = false;
  const closers: (() => Promise<void> | void)[] = [];
  const print = async (chunk: string | Uint8Array): Promise<void> => {
    progress.finish();
    await terminal.stdout.send(chunk);
  };
  /** All of it is made before any of it is sent: no error ever follows a part of a result, so sending hears no abort. */
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
      stopListening();
      for (const closeOne of closers.toReversed()) await closeOne();
    },
  };
}

/** Says with an interruption what is kept: who interrupted it should know. */
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
