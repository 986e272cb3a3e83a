import { main } from '../../../src/cli/main.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import type { OutputName } from '../../../src/output/outputs.ts';
import { foreignLines } from './foreign-words.ts';
import { findProse } from './json-prose.ts';

/** What a run of the command line did. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

/** The world of one run; what is left out is as on an empty Linux machine. */
export interface CliWorld {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** By default the working folder. */
  readonly homeDir?: string;
  readonly stdin?: string;
  /** Whether standard input waits for more after that, as a terminal does. */
  readonly stdinWaits?: boolean;
  readonly isTTY?: boolean;
  /** The size of the terminal; by default 120 columns and 24 rows. */
  readonly columns?: number;
  readonly rows?: number;
  readonly stdinIsTTY?: boolean;
  readonly platform?: string;
  readonly arch?: string;
  readonly kernelRelease?: string;
  readonly now?: () => Date;
  /** The file of answers that comes with brewpull; by default there is none. */
  readonly packagedAnswers?: string;
  /** The list of casks that comes with brewpull; by default there is none. */
  readonly packagedCasks?: string;
  /** Whether it may write Node's own words, as when a test puts such words into its world. */
  readonly mayBeForeign?: true;
  /** Receives what is written, as it is written. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Receives the function that interrupts the run. */
  readonly onStart?: (interrupt: () => void) => void;
}

/** Runs a command line inside this process, with everything it writes recorded. */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<CliResult> {
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const output = (stream: 'stdout' | 'stderr', chunks: Uint8Array[]): Terminal['stdout'] => ({
    isTTY: world.isTTY ?? false,
    columns: world.columns ?? 120,
    rows: world.rows ?? 24,
    write: (text) => {
      chunks.push(Buffer.from(text));
      world.onOutput?.(stream, text);
    },
    send: async (chunk) => {
      chunks.push(Buffer.from(chunk));
      world.onOutput?.(stream, Buffer.from(chunk).toString('utf8'));
    },
  });
  const listeners = new Set<() => void>();
  // An interrupt also ends a process that does not listen yet.
  let isUnheard = false;
  world.onStart?.(() => {
    isUnheard = listeners.size === 0;
    for (const listener of listeners) listener();
  });
  const names: OutputName[] = [];
  const code = await main(argv, {
    env: { HOME: world.cwd, ...world.env },
    platform: world.platform ?? 'linux',
    arch: world.arch ?? 'x64',
    kernelRelease: world.kernelRelease ?? '6.1.0',
    homeDir: world.homeDir ?? world.cwd,
    cwd: () => world.cwd,
    stdin: (async function* () {
      if (world.stdin !== undefined) yield Buffer.from(world.stdin);
      if (world.stdinWaits === true) await new Promise<never>(() => undefined);
    })(),
    stdinIsTTY: world.stdinIsTTY ?? false,
    stdout: output('stdout', stdout),
    stderr: output('stderr', stderr),
    onInterrupt: (listener) => {
      listeners.add(listener);
      if (isUnheard) listener();
      return () => listeners.delete(listener);
    },
    now: world.now ?? (() => new Date('2023-10-01T00:00:00Z')),
    packagedAnswers: () => world.packagedAnswers,
    packagedCasks: () => world.packagedCasks,
    onAnswer: (name) => names.push(name),
  });
  const text = Buffer.concat(stdout).toString('utf8');
  if (names.length > 0 || (argv.includes('--json') && text.startsWith('{'))) {
    await checkJson(text, names[0]);
  }
  const result = {
    code,
    stdout: text,
    stdoutBytes: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
  if (world.mayBeForeign !== true && !argv.includes('--debug')) {
    refuseForeign(argv, result);
  }
  return result;
}

/** Throws if brewpull wrote words that are not for people: every test of a command line is a test of that, too. */
function refuseForeign(argv: readonly string[], { stdout, stderr }: CliResult): void {
  const lines = [...foreignLines(stderr), ...foreignLines(stdout)];
  if (lines.length === 0) return;
  throw new Error(
    `brewpull ${argv.join(' ')} wrote words that are not for people:\n${lines.join('\n')}`,
  );
}

/** Checks every answer of every test: its schema must describe it, and no program must have to parse a sentence. */
async function checkJson(text: string, name: OutputName | undefined): Promise<void> {
  const document: object = JSON.parse(text);
  const prose = findProse(document);
  if (prose.length > 0) {
    throw new Error(`sentences in JSON without data beside them:\n${prose.join('\n')}`);
  }
  // Loaded only when it is needed: most runs answer with text.
  const { checkAnswer } = await import('../schemas/check-answer.ts');
  checkAnswer(nameOf(document, name), document);
}

/** Returns the name of an answer: one that fails while it is made becomes an error; errors and the version have no name. */
function nameOf(document: object, name: OutputName | undefined): OutputName {
  if ('error' in document && Object.keys(document).length === 2) return 'error';
  return name ?? 'version';
}
