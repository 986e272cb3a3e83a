import { spawn } from 'node:child_process';
import { EventEmitter, once as onceOf } from 'node:events';

import { afterEach, expect, test, vi } from 'vitest';

import { onInterrupt } from '../../src/cli/interrupts.ts';
import { buildProgram } from '../support/cli/built-program.ts';
import { execFileSync } from '../support/limits/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';

afterEach(() => vi.useRealTimers());

class FakeProcess extends EventEmitter {
  readonly pid = 1234;
  killed: readonly [number, string] | undefined;
  said = '';
  readonly stderr = {
    write: (text: string): void => {
      this.said += text;
    },
  };
  kill(pid: number, signal: string): void {
    if (this.listenerCount(signal) === 0) this.killed = [pid, signal];
  }
}

test.each(['SIGINT', 'SIGTERM'])('one %s ends a run that waits for something silent', (signal) => {
  vi.useFakeTimers();
  const fake = new FakeProcess();
  let heard = 0;
  const stop = onInterrupt(fake, () => {
    heard += 1;
    stop();
  });

  fake.emit(signal, signal);
  vi.advanceTimersByTime(499);

  expect(heard).toBe(1);
  expect(fake.killed).toBeUndefined();
  // The next one finds no listener: the system ends the process.
  expect(fake.listenerCount(signal)).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fake.killed).toEqual([1234, signal]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'one %s ends a process that waits for a pipe without a writer',
  async (signal) => {
    await using folder = await tempFolder();
    await buildProgram(folder.path);
    execFileSync('mkfifo', [folder.at('pipe')]);
    const target = ['--macos', '11', '--arch', 'amd64', '--offline', '--from-file', 'pipe'];
    const argv = [folder.at('code/start.mjs'), 'resolve', ...target];
    const child = spawn(process.execPath, argv, {
      cwd: folder.path,
      env: { ...process.env, HOME: folder.path },
    });
    try {
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      // By then it is waiting: it prints nothing before that.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect({ said, exitCode: child.exitCode }).toEqual({ said: '', exitCode: null });
      child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      const [code, endedBy] = await onceOf(child, 'close');
      clearTimeout(late);

      expect({ code, endedBy }).toEqual({ code: null, endedBy: signal });
      expect(said).toBe('brewpull: interrupted\n');
    } finally {
      child.kill('SIGKILL');
    }
  },
);
