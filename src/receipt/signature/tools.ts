import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

import { onAbort, throwIfAborted } from '../../core/abort.ts';
import { ToolError } from '../../core/errors.ts';
import { showHidden } from '../../core/visible-text.ts';

/** The programs that sign and check. */
export type ToolName = 'ssh-keygen' | 'minisign' | 'gpg';

/** How the user's own programs are run. */
export interface ToolSetup {
  /** The complete environment: `PATH`, `SSH_AUTH_SOCK`, `GNUPGHOME`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a person can type a passphrase. */
  readonly hasTerminal?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One run of a program. */
interface ToolRun {
  readonly args: readonly string[];
  /** Bytes for its standard input, or `terminal` for the user's terminal, if there is one; nothing if undefined. */
  readonly input?: Uint8Array | 'terminal' | undefined;
  /** Variables in addition to those of the setup. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** The result of a program; output past about 1 MiB is dropped. */
export interface ToolResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Ended {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
}

const OUTPUT_LIMIT = 1024 * 1024;
const LIMIT_MS = 60_000;
/** Long enough to look up a passphrase or touch a security key. */
const PERSON_LIMIT_MS = 600_000;
const GRACE_MS = 2000;

const PACKAGES: Readonly<Record<ToolName, string>> = {
  'ssh-keygen': 'OpenSSH (Debian: apt install openssh-client; macOS has it)',
  minisign: 'minisign (Debian: apt install minisign; brew install minisign)',
  gpg: 'GnuPG (Debian: apt install gnupg; brew install gnupg)',
};

/**
 * Runs a program without a shell and waits for it to end: at most a minute, or ten if someone may have to type. Throws
 * {@link ToolError} when the program is not installed or was killed, as it is after that time, and `AbortedError`.
 */
export async function runTool(
  tool: ToolName,
  { args, input, environment }: ToolRun,
  { environment: base, hasTerminal = false, signal }: ToolSetup,
): Promise<ToolResult> {
  throwIfAborted(signal);
  const isWithPerson = input === 'terminal' && hasTerminal;
  const child = spawn(tool, args, {
    env: { ...base, LC_ALL: 'C', ...environment },
    stdio: isWithPerson
      ? ['inherit', 'pipe', 'inherit']
      : [input instanceof Uint8Array ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  child.stdin?.on('error', () => undefined); // A program that exits early closes its stdin.
  if (input instanceof Uint8Array) child.stdin?.end(input);
  const forget = onAbort(signal, () => child.kill());
  const timer = setTimeout(() => child.kill(), isWithPerson ? PERSON_LIMIT_MS : LIMIT_MS);
  const killer = setTimeout(
    () => child.kill('SIGKILL'),
    (isWithPerson ? PERSON_LIMIT_MS : LIMIT_MS) + GRACE_MS,
  );
  try {
    const { exitCode, killedBy } = await new Promise<Ended>((resolve, reject) => {
      child.once('error', (error) => {
        reject(explainStart(tool, error));
      });
      child.once('close', (code, name) => {
        resolve({ exitCode: code, killedBy: name });
      });
    });
    throwIfAborted(signal);
    // Being killed says nothing about a signature.
    if (exitCode === null) {
      throw new ToolError(`${tool} did not finish: the signal ${killedBy ?? ''} ended it`, {
        tool,
        hint: `Check that ${tool} runs at the command line, and try again.`,
      });
    }
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } finally {
    clearTimeout(timer);
    clearTimeout(killer);
    forget();
  }
}

/** Makes the error for a program that ran but never checked the signature, which says nothing about the signature. */
export function didNotCheck(tool: ToolName, { stderr, exitCode }: ToolResult): ToolError {
  const said = stderr.trim().split('\n', 1)[0] ?? '';
  const why = said === '' ? `it ended with ${exitCode}` : showHidden(said.slice(0, 200));
  return new ToolError(`${tool} could not check the signature: ${why}`, {
    tool,
    hint: `Check that ${tool} runs at the command line, and try again.`,
  });
}

function explainStart(tool: ToolName, error: Error): Error {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') {
    return new ToolError(`${tool} is not installed, or not in PATH`, {
      tool,
      isMissing: true,
      hint: `Install ${PACKAGES[tool]}.`,
      cause: error,
    });
  }
  if (typeof code !== 'string') return error;
  return new ToolError(`${tool} cannot be started: ${code}`, {
    tool,
    hint: `Check that ${tool} runs at the command line.`,
    cause: error,
  });
}

function collect(stream: Readable | null): () => string {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (sizeBytes < OUTPUT_LIMIT) chunks.push(chunk);
    sizeBytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
