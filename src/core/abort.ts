import { AbortedError } from './errors.ts';

/** Throws {@link AbortedError} when one of some signals was aborted. */
export function throwIfAborted(...signals: (AbortSignal | undefined)[]): void {
  for (const signal of signals) {
    if (signal?.aborted === true) throw new AbortedError({ cause: signal.reason });
  }
}
