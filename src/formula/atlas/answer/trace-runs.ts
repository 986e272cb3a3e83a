import { parseBottleTag } from '../../../core/bottle-tag.ts';
import type { BottleState } from '../../../core/bottle-span.ts';
import type { FormulaUnreadableError } from '../../../core/errors.ts';
import type { BottleEntry } from '../../../core/formula-state.ts';

/** A state in which the formula could be read. */
export type PresentState = Extract<BottleState, { readonly status: 'present' }>;

/** A state that says whether there are bottles. */
export type ReadableState = Exclude<BottleState, { readonly status: 'unreadable' }>;

/** An unbroken run of states that offer the same bottle. */
export interface BottleRun {
  /** As the newest of them spells it. */
  readonly entry: BottleEntry;
  /** How many readable states are newer than these. */
  readonly age: number;
  /** Its position in the block of the newest of them. */
  readonly position: number;
  /** The next newer readable state. */
  readonly dropped: ReadableState | undefined;
  /** The oldest of them. */
  introduced: PresentState;
  /** Set when an unreadable state lies just before. */
  unsure: FormulaUnreadableError | undefined;
}

/** Finds the runs of every bottle in the states of one formula, which are given newest first; runs come in the same order. */
export function traceRuns(states: Iterable<BottleState>): BottleRun[] {
  const all: BottleRun[] = [];
  let open = new Map<string, BottleRun>();
  let entriesOfOpen: readonly BottleEntry[] | undefined;
  let later: ReadableState | undefined;
  let age = 0;
  for (const state of states) {
    if (state.status === 'unreadable') {
      for (const run of open.values()) run.unsure = state.error;
      continue;
    }
    if (state.status === 'deleted') {
      open = new Map();
      entriesOfOpen = undefined;
    } else {
      const entries = state.formula.bottle?.entries ?? [];
      if (entries === entriesOfOpen) {
        for (const run of open.values()) [run.introduced, run.unsure] = [state, undefined];
      } else {
        open = continueRuns(open, state, { age, later, all });
        entriesOfOpen = entries;
      }
    }
    later = state;
    age += 1;
  }
  return all;
}

/** Gives the runs that a state belongs to; those that begin with it are added to `all`. */
function continueRuns(
  open: ReadonlyMap<string, BottleRun>,
  state: PresentState,
  known: {
    readonly age: number;
    readonly later: ReadableState | undefined;
    readonly all: BottleRun[];
  },
): Map<string, BottleRun> {
  const shown = new Map<string, BottleRun>();
  for (const [position, entry] of (state.formula.bottle?.entries ?? []).entries()) {
    const key = `${systemOf(entry.tag)} ${entry.checksum}`;
    if (shown.has(key)) continue;
    const run = open.get(key);
    if (run === undefined) {
      const { age, later: dropped, all } = known;
      const begun = { entry, age, position, dropped, introduced: state, unsure: undefined };
      all.push(begun);
      shown.set(key, begun);
    } else {
      run.introduced = state;
      run.unsure = undefined;
      shown.set(key, run);
    }
  }
  return shown;
}

const SYSTEMS = new Map<string, string>();

/** Names the system a tag is for, the same for every spelling; see `isSameSystem`. */
function systemOf(tag: string): string {
  const known = SYSTEMS.get(tag);
  if (known !== undefined) return known;
  const system = describeSystem(tag);
  // A forged history could name tags without end.
  if (SYSTEMS.size < 1000) SYSTEMS.set(tag, system);
  return system;
}

function describeSystem(tag: string): string {
  const parsed = parseBottleTag(tag);
  switch (parsed?.kind) {
    case undefined:
      return `?${tag}`;
    case 'all':
      return 'all';
    case 'linux':
      return `linux ${parsed.arch}`;
    case 'macos':
      return `${parsed.release.codename} ${parsed.arch}`;
  }
}
