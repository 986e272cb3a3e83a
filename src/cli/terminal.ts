import type { EventSink } from '../core/events.ts';
import type { OutputName } from '../output/outputs.ts';
import type { BrewpullOptions } from '../workspace/options.ts';

/**
 * The environment of one run of the command line: `process` in production, a program that uses the library, or a recorder in
 * tests.
 */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The platform as Node names it, e.g. `darwin`. */
  readonly platform: string;
  /** The machine's architecture as Node names it, e.g. `x64`. */
  readonly arch: string;
  /** The kernel's version, e.g. Darwin's `20.6.0` on macOS 11. */
  readonly kernelRelease: string;
  readonly homeDir: string;
  cwd(): string;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Whether someone can answer questions there. */
  readonly stdinIsTTY: boolean;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Calls back on SIGINT or SIGTERM; returns a function that stops listening. */
  onInterrupt(listener: () => void): () => void;
  now(): Date;
  /** Returns the path of the file of answers that comes with brewpull; undefined if there is none. */
  packagedAnswers(): string | undefined;
  /** Returns the path of the list of casks that comes with brewpull; undefined if there is none. */
  packagedCasks(): string | undefined;
  /** Set if the process belongs to another program, which alone may set its flags. */
  readonly sharesProcess?: true;
  /** Receives all events, in addition to what is written to standard error; must not throw. */
  readonly onEvent?: EventSink | undefined;
  /** Receives the schema name of each answer before it is written as JSON. */
  readonly onAnswer?: ((name: OutputName) => void) | undefined;
  /** What a program passes as values where a command line would name files. */
  readonly values?: Partial<Pick<BrewpullOptions, 'credentials' | 'certificateAuthorities'>>;
}

/** One output stream. */
export interface TextOutput {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  /** How many lines it shows; undefined if it does not report that. */
  readonly rows: number | undefined;
  /** Writes a short text. */
  write(text: string): void;
  /** Writes a chunk; resolves when more can be written without piling up in memory. */
  send(chunk: string | Uint8Array): Promise<void>;
}
