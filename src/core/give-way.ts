import { throwIfAborted } from './abort.ts';

/** A signal is heard, and progress is shown, at least so often. */
const MOST_MS = 50;

/** All loops of the process hold one event loop, each its share. */
const held = { since: 0 };

/** Collects what a long loop gives, as {@link giveWay} does at each step. */
export function collectInTurns<Each>(all: Iterable<Each>, signal?: AbortSignal): Promise<Each[]> {
  return mapInTurns(all, (each) => each, signal);
}

/** Collects what a function makes of each step of a long loop, as {@link giveWay} does at each. */
export async function mapInTurns<Each, Made>(
  all: Iterable<Each>,
  make: (each: Each) => Made,
  signal?: AbortSignal,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const each of all) {
    await giveWay(signal);
    made.push(make(each));
  }
  return made;
}

/**
 * Lets the event loop take its turn when it was held for long, and throws AbortedError where the signal was aborted meanwhile.
 * A loop that waits for nothing but promises never comes to the event loop: each step of a long one calls this. A call that has
 * not to wait costs under a microsecond.
 */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  if (performance.now() - held.since < MOST_MS) return;
  await new Promise((resolve) => setImmediate(resolve));
  held.since = performance.now();
  throwIfAborted(signal);
}
