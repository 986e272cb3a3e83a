import { homedir, release } from 'node:os';

import { StoreError } from '../core/errors.ts';
import { wordsOf } from '../store/store-failure.ts';
import { findPackagedAnswers, findPackagedCasks } from '../workspace/answers/packaged-answers.ts';
import { EXIT } from './exit-code.ts';
import { onInterrupt } from './interrupts.ts';
import type { Terminal, TextOutput } from './terminal.ts';

/**
 * Creates the terminal of a real process. If the reader of standard output goes away (`| head`), the process ends quietly, as in
 * other tools. If the reader of standard error does, the run continues: the results and the exit code still count.
 */
export function createProcessTerminal(process: NodeJS.Process): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    const reason = wordsOf(error);
    process.stderr.write(`brewpull: cannot write the results: ${reason}\n`);
    process.exit(EXIT.failed);
  });
  process.stderr.on('error', () => undefined);
  // Until a run itself listens, there is nothing to clean up.
  const stopEarly = onInterrupt(process, () => process.exit(EXIT.interrupted));
  return {
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    kernelRelease: release(),
    homeDir: homedir(),
    cwd: () => {
      try {
        return process.cwd();
      } catch (error) {
        throw new StoreError('the working folder no longer exists', '.', {
          cause: error,
          hint: 'Change to another folder with cd.',
        });
      }
    },
    stdin: process.stdin,
    stdinIsTTY: process.stdin.isTTY,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    onInterrupt: (listener) => {
      stopEarly();
      return onInterrupt(process, listener);
    },
    now: () => new Date(),
    packagedAnswers: findPackagedAnswers,
    packagedCasks: findPackagedCasks,
  };
}

function outputOf(stream: NodeJS.WriteStream): TextOutput {
  return {
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    write: (text) => {
      stream.write(text);
    },
    send: (chunk) =>
      new Promise((resolve) => {
        // The callback also runs if the reader is gone.
        const hasRoom = stream.write(chunk, () => resolve());
        if (hasRoom) resolve();
      }),
  };
}
