import type { EventSink } from '../core/events.ts';
import type { OutputName } from '../output/outputs.ts';
import type { BrewpullOptions } from '../workspace/options.ts';

/** The world around one run of the command line: what `process` is in production, a program with the library, and a recorder in tests. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As Node names it, e.g. `darwin`. */
  readonly platform: string;
  /** The machine's architecture as Node names it, e.g. `x64`. */
  readonly arch: string;
  /** The kernel's version, e.g. Darwin's `20.6.0` on macOS 11. */
  readonly kernelRelease: string;
  readonly homeDir: string;
  cwd(): string;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  /** Whether a person can answer there. */
  readonly stdinIsTTY: boolean;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Calls back on SIGINT or SIGTERM; returns a function that stops listening. */
  onInterrupt(listener: () => void): () => void;
  now(): Date;
  /** The file of answers that comes with brewpull; undefined where none does. */
  packagedAnswers(): string | undefined;
  /** The list of casks that comes with brewpull; undefined where none does. */
  packagedCasks(): string | undefined;
  /** Set where the process is a program's, which alone may set its flags. */
  readonly sharesProcess?: true;
  /** Receives events besides those who read standard error; must not throw. */
  readonly onEvent?: EventSink | undefined;
  /** Hears the name of the schema of each answer, before it is written as JSON. */
  readonly onAnswer?: ((name: OutputName) => void) | undefined;
  /** What a program gives as values where a command line names files. */
  readonly values?: Partial<Pick<BrewpullOptions, 'credentials' | 'certificateAuthorities'>>;
}

/** One output stream. */
export interface TextOutput {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  /** How many lines it shows; undefined where it does not say. */
  readonly rows: number | undefined;
  /** For short texts. */
  write(text: string): void;
  /** Resolves when more can be written without piling up in memory. */
  send(chunk: string | Uint8Array): Promise<void>;
}
