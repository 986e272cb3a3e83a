/**
 * How long a run may take to clean up after an interrupt before it is killed: with the exit itself this stays within a second.
 */
const GRACE_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The parts of a process that handling interrupts needs. */
interface Interruptible {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  removeAllListeners(signal: NodeJS.Signals): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
  readonly pid: number;
  readonly stderr: { write(text: string): unknown };
}

/**
 * Calls a listener on Ctrl-C or SIGTERM; the returned function stops listening. One signal ends every run within a second,
 * whatever it waits for: no file has its final name before it is complete, so nothing has to be waited for. A run that does not
 * clean up in time is ended by the signal itself, because Node's `exit` waits for a file that cannot be opened, e.g. a pipe
 * without a writer.
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
