import type { EventSink } from '../../core/events.ts';
import type { LogEntry } from '../../git/log-parser.ts';
import { chooseBlocker } from './blocker.ts';
import {
  ClosureSearch,
  type ClosureQuestion,
  type Node,
  type PlacedFormula,
} from './closure-search.ts';
import { mergeLogs, TapPlaces, type SearchedTap, type TapCommit } from '../sources/tap-places.ts';

/**
 * Above this many paths, git is faster without them: it compares each with every entry of every tree. Measured on a daily
 * mirror of homebrew-core: 89 formulae took 30 seconds as paths, and all formulae 1.2.
 */
const MANY_PATHS = 12;

/** A search for a state of one tap, or of several taps at one moment. */
export interface OneCommitRequest extends ClosureQuestion {
  /** Opens a tap; undefined if its history is not at hand. */
  open(tap: string): Promise<SearchedTap | undefined>;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/** A state of each tap at which everything that some formulae need has a usable bottle. */
export interface OneCommit {
  readonly status: 'found';
  /** The newest commit before one moment, for each tap that has a formula in the closure. */
  readonly commits: ReadonlyMap<string, TapCommit>;
  /** By the key under which they are asked for; several may lead to one formula. */
  readonly formulae: ReadonlyMap<string, PlacedFormula>;
}

/** The result of a search. */
export type OneCommitAnswer =
  | OneCommit
  | { readonly status: 'none' }
  /** The closure reaches into a tap whose history is not at hand. */
  | { readonly status: 'no-history'; readonly tap: string };

/**
 * Finds the newest moment at which the whole closure of all names has usable bottles, with each tap at its newest commit before
 * that moment. While something is in the way, only the commits that can remove it are read.
 */
export async function findOneCommit(request: OneCommitRequest): Promise<OneCommitAnswer> {
  const places = new TapPlaces((tap) => request.open(tap));
  const search = new ClosureSearch(request, places);
  let commits = 0;
  for (;;) {
    const nodes = await search.look();
    const report = (): void => {
      const step = { kind: 'one-commit', formulae: nodes.size, commits } as const;
      request.onEvent({ type: 'step', step });
    };
    report();
    if (search.unopened !== undefined) return { status: 'no-history', tap: search.unopened };
    const blocker = chooseBlocker(search, nodes);
    if (blocker === undefined) return describe(places, nodes);
    const watched = blocker.paths();
    let mayBeComplete = false;
    for await (const step of mergeLogs(await openLogs(request, places, watched))) {
      const paths = watched.get(step.tap);
      if (!step.entry.changes.some(({ path }) => paths?.has(path) === true)) continue;
      commits += 1;
      report();
      await places.stepBefore(step.tap, step.entry);
      // The blocker may now depend on a path that was not watched.
      mayBeComplete = (await blocker.isGoneBefore(step)) || !isWithin(blocker.paths(), watched);
      if (mayBeComplete) break;
    }
    if (!mayBeComplete) return { status: 'none' };
  }
}

async function describe(
  places: TapPlaces,
  nodes: ReadonlyMap<string, Node>,
): Promise<OneCommitAnswer> {
  const formulae = new Map<string, PlacedFormula>();
  const commits = new Map<string, TapCommit>();
  for (const [key, { formula }] of nodes) {
    if (formula === undefined) continue;
    formulae.set(key, formula);
    if (commits.has(formula.tap)) continue;
    const commit = await places.commitOf(formula.tap);
    if (commit === undefined) throw new Error(`Internal error: no commit of ${formula.tap}`);
    commits.set(formula.tap, commit);
  }
  return { status: 'found', commits, formulae };
}

type TapPaths = ReadonlyMap<string, ReadonlySet<string>>;

function isWithin(paths: TapPaths, watched: TapPaths): boolean {
  return [...paths].every(([tap, own]) =>
    [...own].every((path) => watched.get(tap)?.has(path) === true),
  );
}

async function openLogs(
  { signal }: OneCommitRequest,
  places: TapPlaces,
  watched: TapPaths,
): Promise<ReadonlyMap<string, AsyncGenerator<LogEntry, void, undefined>>> {
  const logs = new Map<string, AsyncGenerator<LogEntry, void, undefined>>();
  for (const [name, paths] of watched) {
    const { tap, revision = '' } = (await places.at(name)) ?? {};
    const from = await tap?.repository.findCommit(revision);
    if (tap === undefined || from === undefined) continue;
    const [file, ...others] = paths;
    // Only for a single file, git has an index of the commits that changed it.
    const which = others.length === 0 && file !== undefined ? { file } : { globs: toGlobs(paths) };
    logs.set(name, tap.repository.log({ ...which, from, firstParent: true, signal }));
  }
  return logs;
}

/** Returns the paths or, for many, their top folders. Also watching formulae in the root makes git three times as slow. */
function toGlobs(paths: ReadonlySet<string>): readonly string[] {
  if (paths.size <= MANY_PATHS) return [...paths];
  const folders = new Set(
    [...paths].map((path) => path.replace(/[^/]*\.rb$/, '*.rb').replace(/\/.*/, '')),
  );
  return [...folders];
}
