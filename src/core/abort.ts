import { AbortedError } from './errors.ts';

/** Throws {@link AbortedError} when one of some signals was aborted. */
export function throwIfAborted(...signals: (AbortSignal | undefined)[]): void {
  for (const signal of signals) {
    if (signal?.aborted === true) throw new AbortedError({ cause: signal.reason });
  }
}

/** Who waits for one signal, and the one listener that they share. */
interface Waiting {
  readonly wakes: Set<() => void>;
  readonly listener: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls a function once when a signal is aborted, at once where it was aborted before; gives the function that takes it
 * back. A run has one signal and may have hundreds of requests: all of them share one listener, for Node 20 warns of a leak
 * from the eleventh on.
 */
export function onAbort(signal: AbortSignal | undefined, wake: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    wake();
    return () => undefined;
  }
  const { wakes, listener } = waiting.get(signal) ?? startWaiting(signal);
  const own = (): void => wake(); // The same function may wait twice.
  wakes.add(own);
  return () => {
    wakes.delete(own);
    if (wakes.size > 0) return;
    // A signal made of others is kept in memory as long as it has a listener.
    signal.removeEventListener('abort', listener);
    waiting.delete(signal);
  };
}

function startWaiting(signal: AbortSignal): Waiting {
  const wakes = new Set<() => void>();
  const listener = (): void => {
    for (const wake of wakes) wake();
  };
  const started = { wakes, listener };
  waiting.set(signal, started);
  signal.addEventListener('abort', listener, { once: true });
  return started;
}

/** Waits; throws {@link AbortedError} when the signal says so. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(new AbortedError({ cause: signal?.reason }));
    });
  });
}
