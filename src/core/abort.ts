import { AbortedError } from './errors.ts';

/** Throws {@link AbortedError} if any of these signals was aborted. */
export function throwIfAborted(...signals: (AbortSignal | undefined)[]): void {
  for (const signal of signals) {
    if (signal?.aborted === true) throw new AbortedError({ cause: signal.reason });
  }
}

/** The callbacks waiting for one signal, and the one listener they share. */
interface Waiting {
  readonly wakes: Set<() => void>;
  readonly listener: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls a function once when a signal is aborted, or right away if it already is; returns a function that cancels this. A run
 * has one signal and may have hundreds of requests: all of them share one listener, because Node 20 warns of a leak from the
 * eleventh on.
 */
export function onAbort(signal: AbortSignal | undefined, wake: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    wake();
    return () => undefined;
  }
  const { wakes, listener } = waiting.get(signal) ?? startWaiting(signal);
  const own = (): void => wake(); // The same function may be added twice.
  wakes.add(own);
  return () => {
    wakes.delete(own);
    if (wakes.size > 0) return;
    // A signal combined from others stays in memory as long as it has a listener.
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

/** Waits for `ms` milliseconds; throws {@link AbortedError} when the signal is aborted. */
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
