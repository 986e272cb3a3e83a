import { isVersionOfSame } from '../tap/formula-path.ts';
import type { Change, Spot, Tap } from './tap.ts';

/** Where a formula's history begins, read backwards from now. */
export interface Origin<AtSpot extends Spot> {
  readonly name: string;
  /** Every older name in the tap's list of renames. */
  readonly oldNames: readonly string[];
  readonly start: AtSpot;
}

/** Where history continues before the commit that added a file. */
interface Predecessor<AtSpot extends Spot> {
  readonly spot: AtSpot;
  /** Whether the newest change there is the end of a rename, which makes no state. */
  readonly isRenamedAway?: boolean;
}

/** Reads the state that a change made. */
type ReadState<AChange extends Change, State> = (change: AChange) => Promise<State> | State;

/**
 * Lists every state a formula was ever in, newest first: across moves in the tap, renames, removals and returns. A commit that
 * changes neither name nor content makes no state.
 */
export async function* listStates<AtSpot extends Spot, AChange extends Change, State>(
  tap: Tap<AtSpot, AChange>,
  origin: Origin<AtSpot>,
  read: ReadState<AChange, State>,
): AsyncGenerator<State, void, undefined> {
  const walk = new Walk(tap, origin, read);
  let next: Predecessor<AtSpot> | undefined = { spot: origin.start };
  while (next !== undefined) {
    let added: AChange | undefined;
    let isFirst = true;
    for await (const change of tap.changes(next.spot)) {
      const isEndOfRename = isFirst && next.isRenamedAway === true;
      isFirst = false;
      if (change.before === undefined && change.after !== undefined) {
        added = change;
        break;
      }
      if (change.before !== change.after && !isEndOfRename) yield await read(change);
    }
    if (added === undefined) return;
    next = yield* walk.stepOver(added);
  }
}

class Walk<AtSpot extends Spot, AChange extends Change, State> {
  readonly #tap: Tap<AtSpot, AChange>;
  readonly #origin: Origin<AtSpot>;
  readonly #read: ReadState<AChange, State>;
  /** Older names whose own file was followed from its end, once each: names that lead in a circle would never end. */
  readonly #followed = new Set<string>();

  constructor(tap: Tap<AtSpot, AChange>, origin: Origin<AtSpot>, read: ReadState<AChange, State>) {
    this.#tap = tap;
    this.#origin = origin;
    this.#read = read;
  }

  /** Yields the state of the commit that added a file, unless it only moved it, and finds where history continues. */
  async *stepOver(
    added: AChange,
  ): AsyncGenerator<State, Predecessor<AtSpot> | undefined, undefined> {
    const tap = this.#tap;
    const before = await this.#findBefore(added);
    const isMove = before?.spot.oid === added.after && before?.spot.name === added.name;
    if (!isMove) yield await this.#read(added);
    tap.requireBefore(added);
    return before;
  }

  async #findBefore(added: AChange): Promise<Predecessor<AtSpot> | undefined> {
    const tap = this.#tap;
    const same = await tap.findBefore(added, added.name);
    if (same !== undefined) return { spot: same };
    const renamed = (await this.#findRenamed(added)) ?? (await this.#findRenamedLater(added));
    if (renamed !== undefined) return renamed;
    // An earlier file under one of its own names comes before a file that only looks alike.
    const own = await this.#findRemoval(added);
    if (own !== undefined) return own;
    const moved = await tap.findMoved(added);
    return moved === undefined || isVersionOfSame(moved.name, added.name)
      ? undefined
      : { spot: moved };
  }

  /** Finds a rename that the tap lists, made in the commit that added the new file. */
  async #findRenamed(added: AChange): Promise<Predecessor<AtSpot> | undefined> {
    for (const old of this.#origin.oldNames) {
      const spot = await this.#tap.findBefore(added, old);
      if (spot !== undefined && !(await this.#tap.isThereAfter(added, old))) return { spot };
    }
    return undefined;
  }

  /** Finds a rename that the tap lists, made in two steps: first the new file, then the old one's removal in a later commit. */
  async #findRenamedLater(added: AChange): Promise<Predecessor<AtSpot> | undefined> {
    const tap = this.#tap;
    for (const old of this.#origin.oldNames) {
      if (this.#followed.has(old)) continue;
      if ((await tap.findBefore(added, old)) === undefined) continue;
      // A name that still has a file belongs to another formula by now.
      if ((await tap.findAtHead(old)) !== undefined) continue;
      this.#followed.add(old);
      const spot = await tap.findLastRemoval([old], undefined);
      if (spot !== undefined) return { spot, isRenamedAway: true };
    }
    return undefined;
  }

  async #findRemoval(added: AChange): Promise<Predecessor<AtSpot> | undefined> {
    const { name, oldNames } = this.#origin;
    const free: string[] = [];
    for (const each of new Set([name, ...oldNames, added.name])) {
      // A name that has a file just before this commit belongs to another formula.
      if ((await this.#tap.findBefore(added, each)) === undefined) free.push(each);
    }
    const spot = await this.#tap.findLastRemoval(free, added);
    return spot === undefined ? undefined : { spot };
  }
}
