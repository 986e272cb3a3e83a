/** How long a run may take to clean up after it was asked to end, before it is ended: a second with what the end itself takes. */
const GRACE_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The part of a process that is interrupted. */
interface Interruptible {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  removeAllListeners(signal: NodeJS.Signals): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
  readonly pid: number;
  readonly stderr: { write(text: string): unknown };
}

/**
 * Calls a listener on the first Ctrl-C or SIGTERM; the function returned stops that. One signal ends every run within a second,
 * whatever it waits for: nothing has its final name before it is whole, so that nothing has to be waited for. What did not clean up
 * in time is ended by the signal itself: `exit` of Node waits for a file that cannot be opened, as a pipe without a writer.
 */
export function onInterrupt(process: Interruptible, listener: () => void): () => void {
  const interrupt = (signal: NodeJS.Signals): void => {
    setTimeout(() => {
      process.stderr.write('brewpull: interrupted\n');
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }, GRACE_MS).unref();
    listener();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return () => {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  };
}
