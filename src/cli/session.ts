import { AbortedError } from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import type { Arguments } from './arguments/arguments.ts';
import { oneLine, toJsonText } from './render/harmless.ts';
import { createProgress, type Progress, type Verbosity } from './render/progress.ts';
import { createStyle, isColored, type Style } from './render/style.ts';
import type { Terminal } from './terminal.ts';

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
  /** Writes a result for programs. */
  printJson(value: object): Promise<void>;
  /** Writes paths, one a line: harmless on a terminal, and exactly as they are for a program. */
  printPaths(paths: readonly string[]): Promise<void>;
  /** Writes one line for people on standard error; nothing with `-q`. */
  note(line: string): void;
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
  const style = createStyle(colorOf(args, terminal, terminal.stdout.isTTY));
  const errorStyle = createStyle(colorOf(args, terminal, terminal.stderr.isTTY));
  const progress = createProgress(terminal.stderr, errorStyle, verbosity, () =>
    terminal.now().getTime(),
  );
  const controller = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    controller.abort(new AbortedError());
    stopListening();
  });
  const closers: (() => Promise<void> | void)[] = [];
  const print = async (chunk: string | Uint8Array): Promise<void> => {
    progress.finish();
    await terminal.stdout.send(chunk);
  };
  return {
    terminal,
    json: args.flag('json'),
    verbosity,
    style,
    errorStyle,
    progress,
    onEvent: (event) => progress.onEvent(event),
    signal: controller.signal,
    print,
    printJson: (value) => print(toJsonText(value)),
    printPaths: (paths) => {
      if (terminal.stdout.isTTY) return print(paths.map((path) => `${oneLine(path)}\n`).join(''));
      return print(Buffer.from(paths.map((path) => `${path}\n`).join('')));
    },
    note: (line) => {
      if (!verbosity.quiet) progress.say(line);
    },
    defer: (close) => closers.push(close),
    close: async () => {
      progress.finish();
      stopListening();
      for (const closeOne of closers.toReversed()) await closeOne();
    },
  };
}

function colorOf(args: Arguments, terminal: Terminal, isTTY: boolean): boolean {
  const said = args.text('color');
  const choice = said === 'always' || said === 'never' ? said : 'auto';
  return isColored({ choice, isTTY, env: terminal.env });
}
