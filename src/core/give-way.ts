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
    if (isHeldLong()) await giveWay(signal);
    made.push(make(each));
  }
  return made;
}

/** Long work that stops after each step, and what comes of it: one way to do it, at once or in turns. */
export type Steps<Result> = Generator<void, Result, undefined>;

/** Does all steps at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the steps, as {@link giveWay} does at each. */
export async function runInTurns<Result>(
  steps: Steps<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (;;) {
    if (isHeldLong()) await giveWay(signal);
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Lets the event loop take its turn when it was held for long, and throws AbortedError where the signal was aborted meanwhile.
 * A loop that waits for nothing but promises never comes to the event loop: each step of a long one calls this. A call that has
 * not to wait costs under a microsecond.
 */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  if (!isHeldLong()) return;
  await new Promise((resolve) => setImmediate(resolve));
  held.since = performance.now();
  throwIfAborted(signal);
}

/** A loop in this file asks first: even an await that has not to wait costs more than a short step. */
function isHeldLong(): boolean {
  return performance.now() - held.since >= MOST_MS;
}
