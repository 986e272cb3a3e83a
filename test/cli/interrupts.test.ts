import { EventEmitter } from 'node:events';

import { afterEach, expect, test, vi } from 'vitest';

import { onInterrupt } from '../../src/cli/interrupts.ts';

afterEach(() => vi.useRealTimers());

class FakeProcess extends EventEmitter {
  exitCode: number | undefined;
  said = '';
  readonly stderr = {
    write: (text: string): void => {
      this.said += text;
    },
  };
  exit(code: number): void {
    this.exitCode = code;
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

  fake.emit(signal);
  vi.advanceTimersByTime(499);

  expect(heard).toBe(1);
  expect(fake.exitCode).toBeUndefined();
  // The next one meets no listener: the system ends the process.
  expect(fake.listenerCount(signal)).toBe(0);
  vi.advanceTimersByTime(1);
  expect(fake.exitCode).toBe(130);
});
