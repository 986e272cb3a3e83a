import type { EventSink } from '../../core/events.ts';
import type { Target } from '../../core/target.ts';
import { findNameInPath } from '../../formula/tap/formula-path.ts';
import type { LogEntry } from '../../git/log-parser.ts';
import type { Ask } from './closure-taps.ts';
import { ClosureSearch, type PlacedFormula } from './closure-search.ts';
import { mergeLogs, TapPlaces, type SearchedTap } from './tap-places.ts';

/**
 * From so many paths on, git is faster without them: it compares each with every entry of every tree. Measured on a daily
 * mirror of homebrew-core: 89 formulae took 30 seconds as paths, and all formulae 1.2.
 */
const MANY_PATHS = 12;
const EVERY_FORMULA = ['Formula', 'HomebrewFormula', '*.rb'];

/** The search for a state of one tap, or of several at one moment. */
export interface OneCommitRequest {
  readonly asks: readonly Ask[];
  readonly target: Target;
  readonly exactOnly: boolean;
  /** Undefined for a tap whose history is not at hand. */
  open(tap: string): Promise<SearchedTap | undefined>;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/** A state of each tap at which everything that some formulae need has a usable bottle. */
export interface OneCommit {
  readonly status: 'found';
  /** By tap, for those that have a formula in the closure: the newest commit before one moment. */
  readonly commits: ReadonlyMap<string, { readonly oid: string; readonly date: string }>;
  /** By the key they are asked for; several may lead to one formula. */
  readonly formulae: ReadonlyMap<string, PlacedFormula>;
}

/** What came of a search. */
export type OneCommitAnswer =
  | OneCommit
  | { readonly status: 'none' }
  /** The closure reaches into a tap whose history is not at hand. */
  | { readonly status: 'no-history'; readonly tap: string };

/**
 * Finds the newest moment at which the whole closure of all names has usable bottles, each tap as its newest commit before that
 * moment has it. Goes back through the commits that change a formula of the closure, and looks before each whether everything
 * is there. One `git log` for each tap; they begin again where the closure turns out to need another formula.
 */
export async function findOneCommit(request: OneCommitRequest): Promise<OneCommitAnswer> {
  const places = new TapPlaces((tap) => request.open(tap));
  const search = new ClosureSearch(request, places);
  let answer = await look(places, search);
  let commits = 0;
  for (let hasGrown = true; hasGrown && answer.status === 'none';) {
    hasGrown = false;
    const known = new Set(search.keys());
    const watched = search.paths();
    for await (const { tap, entry } of mergeLogs(await openLogs(request, places, watched))) {
      await places.stepBefore(tap, entry);
      const changes = entry.changes.filter(({ path }) => watched.get(tap)?.has(path) === true);
      if (changes.length === 0) continue;
      commits += 1;
      const formula = request.asks.map(({ key }) => key).join(', ');
      const { date } = entry.commit;
      request.onEvent({ type: 'history', formula, states: commits, date });
      for (const { path } of changes) search.forget(tap, findNameInPath(path) ?? '');
      answer = await look(places, search);
      hasGrown = search.keys().some((key) => !known.has(key));
      if (hasGrown || answer.status !== 'none') break;
    }
  }
  return answer;
}

async function look(places: TapPlaces, search: ClosureSearch): Promise<OneCommitAnswer> {
  const isComplete = await search.isComplete();
  if (search.unopened !== undefined) return { status: 'no-history', tap: search.unopened };
  if (!isComplete) return { status: 'none' };
  const formulae = search.found();
  const commits = new Map<string, { readonly oid: string; readonly date: string }>();
  for (const { tap } of formulae.values()) {
    if (commits.has(tap)) continue;
    const commit = await places.commitOf(tap);
    if (commit === undefined) throw new Error(`Internal error: no commit of ${tap}`);
    commits.set(tap, commit);
  }
  return { status: 'found', commits, formulae };
}

/** A log of one tap may leave other formulae out; between those of several, each must tell where its tap is. */
async function openLogs(
  { signal }: OneCommitRequest,
  places: TapPlaces,
  watched: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<ReadonlyMap<string, AsyncGenerator<LogEntry, void, undefined>>> {
  const logs = new Map<string, AsyncGenerator<LogEntry, void, undefined>>();
  for (const [name, paths] of watched) {
    const { tap, revision = '' } = (await places.at(name)) ?? {};
    const from = await tap?.repository.findCommit(revision);
    if (tap === undefined || from === undefined) continue;
    const isFew = watched.size === 1 && paths.size <= MANY_PATHS;
    const globs = isFew ? [...paths] : EVERY_FORMULA;
    logs.set(name, tap.repository.log({ from, globs, firstParent: true, signal }));
  }
  return logs;
}
