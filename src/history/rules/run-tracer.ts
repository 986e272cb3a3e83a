import { parseBottleTag } from '../../core/bottle-tag.ts';
import type { BottleState } from '../state/bottle-span.ts';
import type { FormulaUnreadableError } from '../../core/errors.ts';
import type { BottleEntry } from '../state/formula-state.ts';
import { unreachable } from '../../core/unreachable.ts';

/** A state in which the formula could be read. */
export type PresentState = Extract<BottleState, { readonly status: 'present' }>;

/** A state that says for certain whether there are bottles. */
export type ReadableState = Exclude<BottleState, { readonly status: 'unreadable' }>;

/** All states that offer one bottle, whether or not others lie between them. */
export interface BottleRun {
  /** As the newest of them spells it. */
  readonly entry: BottleEntry;
  /** How many states are newer than the newest of them. */
  readonly age: number;
  /** Its position in the block of the newest of them. */
  readonly position: number;
  /** The next newer state that could be read. */
  readonly dropped: ReadableState | undefined;
  /** The oldest that could be read: its version is the bottle's. Undefined when none of them could. */
  introduced: PresentState | undefined;
  /** An older state that may offer the bottle and cannot be read, which makes the pairing unsure. */
  unsure: FormulaUnreadableError | undefined;
}

/** A state that cannot be read and may offer any bottle. */
export interface BlankState {
  /** How many states are newer. */
  readonly age: number;
  readonly error: FormulaUnreadableError;
}

/**
 * Pairs every bottle with its version as the states of one formula are fed in, newest first. A version bump keeps the old
 * bottle block until the bottle commit that follows, and a block may disappear and come back, so a state that shows a checksum
 * may have a later version; but one checksum never serves two versions, so the oldest state that ever showed it is right.
 */
export class RunTracer {
  readonly #runs: BottleRun[] = [];
  readonly #blanks: BlankState[] = [];
  readonly #byKey = new Map<string, BottleRun>();
  /** The runs of the last state whose bottles are known. */
  #open: readonly BottleRun[] = [];
  #last: { readonly entries: readonly BottleEntry[]; readonly runs: BottleRun[] } | undefined;
  #later: ReadableState | undefined;
  #age = 0;

  /** The runs found so far, in order of age. */
  get runs(): readonly BottleRun[] {
    return this.#runs;
  }

  /** The states so far that may offer any bottle. */
  get blanks(): readonly BlankState[] {
    return this.#blanks;
  }

  /** How many states were fed in. */
  get states(): number {
    return this.#age;
  }

  /** Takes the next older state; a postponed one offers nothing that is needed and is skipped. */
  feed(state: BottleState | { readonly status: 'postponed' }): void {
    switch (state.status) {
      case 'postponed':
        this.#open = [];
        this.#age += 1;
        return;
      case 'present':
        this.#open = this.#findRuns(state.formula.bottle?.entries ?? NONE);
        for (const run of this.#open) {
          run.introduced = state;
          run.unsure = undefined;
        }
        break;
      case 'deleted':
        this.#open = [];
        break;
      case 'unreadable':
        this.#feedUnreadable(state);
        break;
      default:
        unreachable(state);
    }
    if (state.status !== 'unreadable') this.#later = state;
    this.#age += 1;
  }

  #feedUnreadable({ mentions, error }: Extract<BottleState, { status: 'unreadable' }>): void {
    // Anything may be in it, but usually it is what the next newer state shows.
    if (mentions === undefined) this.#blanks.push({ age: this.#age, error });
    else this.#open = this.#findRuns(mentions);
    for (const run of this.#open) run.unsure = error;
  }

  /** Returns the runs of a block, creating new ones; an entry that repeats a bottle counts once. */
  #findRuns(entries: readonly BottleEntry[]): readonly BottleRun[] {
    // Commits that leave the block alone share its entries.
    if (this.#last?.entries === entries) return this.#last.runs;
    const runs = new Set<BottleRun>();
    for (const [position, entry] of entries.entries()) {
      const key = `${systemOf(entry.bottleTag)} ${entry.checksum}`;
      let run = this.#byKey.get(key);
      if (run === undefined) {
        run = {
          entry,
          age: this.#age,
          position,
          dropped: this.#later,
          introduced: undefined,
          unsure: undefined,
        };
        this.#byKey.set(key, run);
        this.#runs.push(run);
      }
      runs.add(run);
    }
    this.#last = { entries, runs: [...runs] };
    return this.#last.runs;
  }
}

const NONE: readonly BottleEntry[] = [];
const SYSTEMS = new Map<string, string>();

/** Names the system that a bottle tag is for, the same for every spelling; see `isSameSystem`. */
function systemOf(bottleTag: string): string {
  const known = SYSTEMS.get(bottleTag);
  if (known !== undefined) return known;
  const system = describeSystem(bottleTag);
  // A forged history could have endless bottle tags.
  if (SYSTEMS.size < 1000) SYSTEMS.set(bottleTag, system);
  return system;
}

function describeSystem(bottleTag: string): string {
  const parsed = parseBottleTag(bottleTag);
  switch (parsed?.kind) {
    case undefined:
      return `?${bottleTag}`;
    case 'all':
      return 'all';
    case 'linux':
      return `linux ${parsed.arch}`;
    case 'macos':
      return `${parsed.release.codename} ${parsed.arch}`;
  }
}
