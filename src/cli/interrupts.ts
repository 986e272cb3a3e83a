import { EXIT } from './exit-code.ts';

/** How long a run may take to clean up after it was asked to end, before it is ended: a second with what the end itself takes. */
const GRACE_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The part of a process that is interrupted. */
interface Interruptible {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  exit(code: number): unknown;
  readonly stderr: { write(text: string): unknown };
}

/**
 * Calls a listener on the first Ctrl-C or SIGTERM; the function returned stops that. One signal ends every run within a second,
 * whatever it waits for: nothing has its final name before it is whole, so that nothing has to be waited for.
 */
export function onInterrupt(process: Interruptible, listener: () => void): () => void {
  const interrupt = (): void => {
    setTimeout(() => {
      process.stderr.write('brewpull: interrupted\n');
      process.exit(EXIT.interrupted);
    }, GRACE_MS).unref();
    listener();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return () => {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  };
}
