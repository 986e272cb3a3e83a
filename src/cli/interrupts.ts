import { EXIT } from './exit-code.ts';

/** How long a run may take to end after it was asked to, before it is ended. */
const GRACE_MS = 10_000;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The part of a process that is interrupted. */
interface Interruptible {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * Calls a listener on the first Ctrl-C or SIGTERM; the function returned stops that. One signal ends every run: ten seconds
 * later the process is gone, whatever it waits for.
 */
export function onInterrupt(process: Interruptible, listener: () => void): () => void {
  const interrupt = (): void => {
    setTimeout(() => process.exit(EXIT.interrupted), GRACE_MS).unref();
    listener();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return () => {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  };
}
