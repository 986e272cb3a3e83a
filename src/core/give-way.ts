import { throwIfAborted } from './abort.ts';

/** A signal is noticed, and progress is shown, at least this often. */
const MOST_MS = 50;

/** Shared by all loops of the process, because they share one event loop. */
const held = { since: 0 };

/** Collects the values of a long loop, giving way at each step as {@link giveWay} does. */
export function collectInTurns<Each>(all: Iterable<Each>, signal?: AbortSignal): Promise<Each[]> {
  return mapInTurns(all, (each) => each, signal);
}

/** Maps each value of a long loop, giving way at each step as {@link giveWay} does. */
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

/** Long work that pauses after each step and has a result: written once, run at once or in turns. */
export type Steps<Result> = Generator<void, Result, undefined>;

/** Runs all steps at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Runs the steps, giving way at each one as {@link giveWay} does. */
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
 * Lets the event loop run if it has been held for long, then throws AbortedError if the signal has been aborted. A loop that
 * only awaits promises never returns to the event loop, so each step of a long one calls this. A call that does not have to
 * wait costs less than a microsecond.
 */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  if (!isHeldLong()) return;
  await new Promise((resolve) => setImmediate(resolve));
  held.since = performance.now();
  throwIfAborted(signal);
}

/** Loops in this file check this first: even an await that does not have to wait costs more than a short step. */
function isHeldLong(): boolean {
  return performance.now() - held.since >= MOST_MS;
}
