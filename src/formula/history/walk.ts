import type { EventSink } from '../../core/events.ts';
import type { HistoryState } from '../../core/history-state.ts';
import { listStates } from '../rules/list-states.ts';
import type { FormulaLocation } from '../rules/locate.ts';
import type { GitSpot, GitTap } from './git-tap.ts';

/**
 * Lists every state of a formula as {@link listStates} does, as git finds them, and reports its progress. Leaving the loop stops
 * git; going beyond the oldest state of a file costs a look through the rest of history.
 */
export async function* walkFormula(
  tap: GitTap,
  location: Pick<FormulaLocation<GitSpot>, 'name' | 'oldNames' | 'start'>,
  onEvent?: EventSink,
): AsyncGenerator<HistoryState, void, undefined> {
  const { name } = location;
  let states = 0;
  for await (const state of listStates(tap, location)) {
    states += 1;
    if (state.status === 'unreadable') {
      onEvent?.({ type: 'unreadable', formula: name, message: state.error.message });
    }
    onEvent?.({ type: 'history', formula: name, states, date: state.commit.date });
    yield state;
  }
}
