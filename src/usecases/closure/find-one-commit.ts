import type { EventSink } from '../../core/events.ts';
import type { Target } from '../../core/target.ts';
import { findNameInPath } from '../../formula/tap/formula-path.ts';
import type { Repository } from '../../git/repository.ts';
import { chooseBottle } from '../../plan/bottle-choice.ts';
import { listRuntimeDependencies } from '../../plan/closure/runtime-dependencies.ts';
import type { SnapshotFormula, TapSnapshot } from './tap-snapshot.ts';

/**
 * From so many paths on, git is faster without them: it compares each with every entry of every tree. Measured on a daily
 * mirror of homebrew-core: 89 formulae took 30 seconds as paths, and all formulae 1.2.
 */
const MANY_PATHS = 12;
const EVERY_FORMULA = ['Formula', 'HomebrewFormula', '*.rb'];

/** The search for a state of a tap. */
export interface OneCommitRequest {
  readonly names: readonly string[];
  readonly target: Target;
  readonly exactOnly: boolean;
  /** The oid of the newest commit that counts. */
  readonly head: string;
  readonly repository: Repository;
  readonly snapshot: TapSnapshot;
  readonly signal: AbortSignal;
  readonly onEvent: EventSink;
}

/** A state of the tap at which everything that some formulae need has a usable bottle. */
export interface OneCommit {
  readonly commit: { readonly oid: string; readonly date: string };
  /** By the name they are asked for; several may lead to one formula. */
  readonly formulae: ReadonlyMap<string, SnapshotFormula>;
}

/** A place in history that git can name. */
interface Place {
  /** An oid, or `OID^1`. */
  readonly revision: string;
  readonly date: string;
}

/**
 * Finds the newest commit at which the whole closure of all names has usable bottles; undefined when there is none. Goes back
 * through the commits that change a formula of the closure, and looks before each whether everything is there. One `git log`
 * for all formulae; it begins anew where the closure turns out to need another one.
 */
export async function findOneCommit(request: OneCommitRequest): Promise<OneCommit | undefined> {
  const { repository, head, snapshot, signal, onEvent } = request;
  let place: Place | undefined = { revision: head, date: new Date(0).toISOString() };
  let commits = 0;
  const search = new ClosureSearch(request);
  while (place !== undefined) {
    const start: Place = place;
    if (await search.isComplete(start)) return describe(repository, start, search);
    place = undefined;
    const watched = new Set(search.names());
    const paths = new Set([...watched].flatMap((name) => snapshot.pathsOf(name)));
    const globs = paths.size > MANY_PATHS ? EVERY_FORMULA : [...paths];
    const from = await repository.findCommit(start.revision);
    if (from === undefined) return undefined;
    for await (const { commit, changes } of repository.log({
      from,
      globs,
      firstParent: true,
      signal,
    })) {
      if (!changes.some(({ path }) => paths.has(path))) continue;
      commits += 1;
      onEvent({
        type: 'history',
        formula: request.names.join(', '),
        states: commits,
        date: commit.date,
      });
      const before = { revision: `${commit.oid}^1`, date: commit.date };
      for (const { path } of changes) search.forget(findNameInPath(path) ?? '');
      if (await search.isComplete(before)) return describe(repository, before, search);
      if (search.names().some((name) => !watched.has(name))) {
        place = before;
        break;
      }
    }
  }
  return undefined;
}

async function describe(
  repository: Repository,
  { revision }: Place,
  search: ClosureSearch,
): Promise<OneCommit | undefined> {
  const oid = await repository.findCommit(revision);
  if (oid === undefined) return undefined;
  for await (const { commit } of repository.log({ from: oid, firstParent: true, limit: 1 })) {
    return { commit, formulae: search.found() };
  }
  return undefined;
}

/** The closure at one place in history, kept while the place moves back. */
class ClosureSearch {
  readonly #request: OneCommitRequest;
  /** What is known at the present place; undefined for a name without a formula. */
  readonly #known = new Map<string, SnapshotFormula | undefined>();
  #reached = new Set<string>();

  constructor(request: OneCommitRequest) {
    this.#request = request;
  }

  /** The names that were needed when it was last asked whether the closure is complete. */
  names(): readonly string[] {
    return [...this.#reached];
  }

  found(): ReadonlyMap<string, SnapshotFormula> {
    return new Map(
      [...this.#reached].flatMap((name) => {
        const formula = this.#known.get(name);
        return formula === undefined ? [] : [[name, formula] as const];
      }),
    );
  }

  /** Forgets a formula whose file changed, under every name that led to it. */
  forget(name: string): void {
    for (const [known, formula] of this.#known) {
      if (known === name || formula === undefined || formula.name === name)
        this.#known.delete(known);
    }
  }

  /** Follows the dependencies at a place; a formula without a usable bottle does not stop the others. */
  async isComplete({ revision, date }: Place): Promise<boolean> {
    const { names, target, exactOnly, snapshot } = this.#request;
    this.#reached = new Set(names);
    let isComplete = true;
    for (const name of this.#reached) {
      if (!this.#known.has(name)) this.#known.set(name, await snapshot.find(name, revision, date));
      const formula = this.#known.get(name);
      if (formula === undefined) {
        isComplete = false;
        continue;
      }
      const entries = formula.state.bottle?.entries ?? [];
      if (chooseBottle(entries, target, { exactOnly }) === undefined) isComplete = false;
      for (const dependency of listRuntimeDependencies(formula.state, target)) {
        this.#reached.add(dependency.name);
      }
    }
    return isComplete;
  }
}
