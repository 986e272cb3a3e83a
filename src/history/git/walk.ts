import type { EventSink } from '../../core/events.ts';
import type { HistoryState, PostponedState } from '../state/history-state.ts';
import { listStates } from '../rules/list-states.ts';
import type { FormulaLocation } from '../rules/locate.ts';
import type { GitTap } from './git-tap.ts';
import type { GitChange, GitSpot } from './git-change.ts';
import type { IsNeeded } from './read-state.ts';

type WalkLocation = Pick<FormulaLocation<GitSpot>, 'name' | 'oldNames' | 'start'>;

/**
 * Lists every state of a formula as {@link listStates} does, as git finds them, and reports progress. Leaving the loop stops
 * git; going beyond the oldest state of a file costs a search through the rest of history.
 */
export async function* walkFormula(
  tap: GitTap,
  location: WalkLocation,
  onEvent?: EventSink,
): AsyncGenerator<HistoryState, void, undefined> {
  for await (const state of walk(tap, location, { read: readWhole, onEvent })) {
    reportUnreadable(state, location, onEvent);
    yield state;
  }
}

/**
 * Lists the states as {@link walkFormula} does, but postpones those that only Ruby's parser can read and that offer nothing
 * needed. The next newer state after one that does is still read: it shows when a bottle was dropped.
 */
export async function* walkAsNeeded(
  tap: GitTap,
  location: WalkLocation,
  { isNeeded, onEvent }: { readonly isNeeded: IsNeeded; readonly onEvent?: EventSink | undefined },
): AsyncGenerator<HistoryState | PostponedState, void, undefined> {
  let held: PostponedState[] = [];
  const read = (walking: GitTap, change: GitChange) => walking.glance(change, isNeeded);
  for await (const state of walk(tap, location, { read, onEvent })) {
    if (state.status === 'postponed') {
      held.push(state);
      continue;
    }
    if (held.length > 0) {
      const last = mayOffer(state, isNeeded) ? await readLast(held) : [];
      for (const each of last) reportUnreadable(each, location, onEvent);
      yield* held.slice(0, held.length - last.length);
      yield* last;
      held = [];
    }
    reportUnreadable(state, location, onEvent);
    yield state;
  }
  yield* held;
}

function readWhole(walking: GitTap, change: GitChange): Promise<HistoryState> {
  return walking.read(change);
}

async function* walk<State>(
  tap: GitTap,
  location: WalkLocation,
  how: {
    readonly read: (walking: GitTap, change: GitChange) => Promise<State>;
    readonly onEvent: EventSink | undefined;
  },
): AsyncGenerator<State, void, undefined> {
  const { name } = location;
  let states = 0;
  const walking = tap.forWalk();
  const read = async (change: GitChange): Promise<State> => {
    const state = await how.read(walking, change);
    states += 1;
    how.onEvent?.({ type: 'history', formula: name, states, date: change.commit.date });
    return state;
  };
  try {
    yield* listStates(walking, location, read);
  } finally {
    await walking.close();
  }
}

function mayOffer(state: HistoryState, isNeeded: IsNeeded): boolean {
  switch (state.status) {
    case 'present':
      return isNeeded(state.formula.bottle?.entries ?? []);
    case 'unreadable':
      return state.mentions === undefined || isNeeded(state.mentions);
    case 'deleted':
      return false;
  }
}

/** Reads the last of the states, and earlier ones for as long as they turn out to be unreadable. */
async function readLast(states: readonly PostponedState[]): Promise<readonly HistoryState[]> {
  const read: HistoryState[] = [];
  for (const state of states.toReversed()) {
    const found = await state.read();
    read.unshift(found);
    if (found.status !== 'unreadable') break;
  }
  return read;
}

function reportUnreadable(
  state: HistoryState,
  { name }: WalkLocation,
  onEvent: EventSink | undefined,
): void {
  if (state.status !== 'unreadable') return;
  onEvent?.({ type: 'unreadable', formula: name, message: state.error.message });
}
