import type { Commit } from '../../core/commit.ts';
import type { LogEntry } from '../../git/log-parser.ts';
import type { Repository } from '../../git/repository.ts';
import type { TapSnapshot } from './tap-snapshot.ts';

/** A commit's oid, and when it was made. */
export type TapCommit = Pick<Commit, 'oid' | 'date'>;

/** A tap as the search for one commit needs it. */
export interface SearchedTap {
  readonly repository: Repository;
  readonly snapshot: TapSnapshot;
  /** The oid of the newest commit that counts. */
  readonly head: string;
}

/** A place in a tap's history that git can name. */
export interface TapPlace {
  readonly tap: SearchedTap;
  /** An oid, or `OID^1`. */
  readonly revision: string;
  readonly date: string;
}

/** The moment just before a commit of a tap. */
interface PlaceMoment {
  readonly tap: string;
  readonly date: string;
}

/** One moment in the histories of several taps, which only moves back: each tap is at its newest commit before it. */
export class TapPlaces {
  readonly #open: (tap: string) => Promise<SearchedTap | undefined>;
  readonly #opened = new Map<string, SearchedTap>();
  readonly #places = new Map<
    string,
    { readonly place: Promise<TapPlace | undefined>; readonly moment: PlaceMoment | undefined }
  >();
  /** Undefined for now. */
  #moment: PlaceMoment | undefined;

  constructor(open: (tap: string) => Promise<SearchedTap | undefined>) {
    this.#open = open;
  }

  /** Returns where a tap is; undefined if it has no history, or none at that moment. */
  at(tap: string): Promise<TapPlace | undefined> {
    const known = this.#places.get(tap);
    const moment = this.#moment;
    if (known !== undefined && known.moment === moment) return known.place;
    const place = known === undefined ? this.#enter(tap) : this.#follow(known.place);
    this.#places.set(tap, { place, moment });
    return place;
  }

  /** Returns whether a tap that was asked for has a history. */
  hasHistory(tap: string): boolean {
    return this.#opened.has(tap);
  }

  /** Returns the snapshot of a tap that was asked for and has a history. */
  snapshotOf(tap: string): TapSnapshot | undefined {
    return this.#opened.get(tap)?.snapshot;
  }

  /** Finds the commit that a tap is at; undefined if there is none. */
  async commitOf(name: string): Promise<TapCommit | undefined> {
    const { tap, revision = '' } = (await this.at(name)) ?? {};
    const from = await tap?.repository.findCommit(revision);
    if (tap === undefined || from === undefined) return undefined;
    const log = tap.repository.log({ from, firstParent: true, limit: 1 });
    for await (const { commit } of log) return commit;
    return undefined;
  }

  /** Moves to just before a commit of a tap. */
  async stepBefore(name: string, { commit }: LogEntry): Promise<void> {
    const place = await this.at(name);
    if (place === undefined) return;
    const moment = { tap: name, date: commit.date };
    const before = { ...place, revision: `${commit.oid}^1`, date: commit.date };
    this.#moment = moment;
    this.#places.set(name, { place: Promise.resolve(before), moment });
  }

  async #enter(name: string): Promise<TapPlace | undefined> {
    const tap = await this.#open(name);
    if (tap === undefined) return undefined;
    this.#opened.set(name, tap);
    const now = { tap, revision: tap.head, date: new Date(0).toISOString() };
    return this.#moment === undefined ? now : this.#follow(Promise.resolve(now));
  }

  /** Moves a tap back after another one moved. */
  async #follow(from: Promise<TapPlace | undefined>): Promise<TapPlace | undefined> {
    const untilSeconds = secondsOf(this.#moment?.date ?? '');
    const place = await from;
    const oid = await place?.tap.repository.findCommit(place.revision);
    if (place === undefined || oid === undefined) return place;
    const { tap } = place;
    const log = tap.repository.log({ from: oid, firstParent: true, limit: 1, untilSeconds });
    for await (const { commit } of log) return { tap, revision: commit.oid, date: commit.date };
    return undefined;
  }
}

function secondsOf(date: string): number {
  return Math.floor(Date.parse(date) / 1000);
}

/** A commit of one of several taps. */
export interface TapEntry {
  readonly tap: string;
  readonly entry: LogEntry;
}

/** Merges logs into one, newest first by commit time; entries of one tap keep their order. Leaving the loop ends all logs. */
export async function* mergeLogs(
  logs: ReadonlyMap<string, AsyncGenerator<LogEntry, void, undefined>>,
): AsyncGenerator<TapEntry, void, undefined> {
  const heads = new Map<string, LogEntry>();
  const pull = async (tap: string): Promise<void> => {
    const next = await logs.get(tap)?.next();
    if (next === undefined || next.done === true) heads.delete(tap);
    else heads.set(tap, next.value);
  };
  try {
    for (const tap of logs.keys()) await pull(tap);
    while (heads.size > 0) {
      const [first, ...others] = heads;
      if (first === undefined) return;
      let [tap, entry] = first;
      for (const [otherTap, other] of others) {
        if (other.commit.date > entry.commit.date) [tap, entry] = [otherTap, other];
      }
      yield { tap, entry };
      await pull(tap);
    }
  } finally {
    for (const log of logs.values()) await log.return();
  }
}
