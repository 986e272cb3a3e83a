import { main } from '../../../src/cli/main.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';

/** What a run of the command line did. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

/** The world of one run; what is not given is an empty Linux machine. */
export interface CliWorld {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** By default the working folder. */
  readonly homeDir?: string;
  readonly stdin?: string;
  readonly isTTY?: boolean;
  /** How wide its terminal is; by default 120. */
  readonly columns?: number;
  readonly stdinIsTTY?: boolean;
  readonly platform?: string;
  readonly arch?: string;
  readonly kernelRelease?: string;
  readonly now?: () => Date;
  /** The file of answers that comes with brewpull; by default there is none. */
  readonly packagedAnswers?: string;
  /** The list of casks that comes with brewpull; by default there is none. */
  readonly packagedCasks?: string;
  /** Receives what is written, when it is written. */
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
  world.onStart?.(() => {
    for (const listener of listeners) listener();
  });
  const code = await main(argv, {
    env: { HOME: world.cwd, ...world.env },
    platform: world.platform ?? 'linux',
    arch: world.arch ?? 'x64',
    kernelRelease: world.kernelRelease ?? '6.1.0',
    homeDir: world.homeDir ?? world.cwd,
    cwd: () => world.cwd,
    stdin: (async function* () {
      if (world.stdin !== undefined) yield Buffer.from(world.stdin);
    })(),
    stdinIsTTY: world.stdinIsTTY ?? false,
    stdout: output('stdout', stdout),
    stderr: output('stderr', stderr),
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: world.now ?? (() => new Date('2023-10-01T00:00:00Z')),
    packagedAnswers: () => world.packagedAnswers,
    packagedCasks: () => world.packagedCasks,
  });
  return {
    code,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stdoutBytes: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}
