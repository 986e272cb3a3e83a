import { homedir, release } from 'node:os';

import type { Terminal, TextOutput } from '../../cli/terminal.ts';
import { onAbort } from '../../core/abort.ts';
import type { EventSink } from '../../core/events.ts';
import type { OutputName } from '../../output/outputs.ts';
import {
  findPackagedAnswers,
  findPackagedCasks,
} from '../../workspace/answers/packaged-answers.ts';
import type { LibraryOptions } from '../options.ts';

/** The listeners of one call. */
export interface CallEars {
  readonly onEvent: EventSink;
  readonly onAnswer: (name: OutputName) => void;
  /** Receives the output as JSON, in pieces. */
  readonly onText: (piece: string) => void;
  /** Ends the call. */
  readonly signal: AbortSignal | undefined;
}

/** Makes the environment of a command that a program calls: no terminal, no input, and only the variables that were given. */
export function callTerminal(options: LibraryOptions, ears: CallEars): Terminal {
  const { credentials, certificateAuthorities, environment = {} } = options;
  const hasPackaged = options.packagedAnswers !== false;
  return {
    env: environment,
    platform: process.platform,
    arch: process.arch,
    kernelRelease: release(),
    homeDir: homedir(),
    cwd: () => process.cwd(),
    stdin: (async function* () {})(),
    stdinIsTTY: false,
    stdout: output(ears.onText),
    stderr: output(() => undefined),
    onInterrupt: (listener) => onAbort(ears.signal, listener),
    now: () => new Date(),
    packagedAnswers: () => (hasPackaged ? findPackagedAnswers() : undefined),
    packagedCasks: () => (hasPackaged ? findPackagedCasks() : undefined),
    sharesProcess: true,
    onEvent: ears.onEvent,
    onAnswer: ears.onAnswer,
    values: {
      ...(credentials === undefined ? {} : { credentials }),
      ...(certificateAuthorities === undefined ? {} : { certificateAuthorities }),
    },
  };
}

function output(take: (piece: string) => void): TextOutput {
  const takeAny = (chunk: string | Uint8Array): void =>
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
  return {
    isTTY: false,
    columns: undefined,
    rows: undefined,
    write: takeAny,
    send: async (chunk) => takeAny(chunk),
  };
}
