import type { ClosureSearch, Node } from './closure-search.ts';
import type { TapEntry } from '../sources/tap-places.ts';

/**
 * A formula that keeps a closure from being complete, with everything that needs it: it keeps blocking until one of these
 * changes, whatever happens to the rest.
 */
export class Blocker {
  readonly key: string;
  readonly #search: ClosureSearch;
  /** The blocker and what needs it, directly or not; for one that was asked for, nothing else matters. */
  readonly #nodes: Map<string, Node>;

  constructor(search: ClosureSearch, key: string, nodes: ReadonlyMap<string, Node>) {
    this.#search = search;
    this.key = key;
    this.#nodes = new Map(nodes);
  }

  /** How many formulae have to be watched. */
  get size(): number {
    return this.#nodes.size;
  }

  /** Lists every path whose change can make a difference, by tap. */
  paths(): ReadonlyMap<string, ReadonlySet<string>> {
    const paths = new Map<string, Set<string>>();
    for (const node of this.#nodes.values()) {
      for (const [tap, own] of this.#pathsOf(node)) {
        paths.set(tap, new Set([...(paths.get(tap) ?? []), ...own]));
      }
    }
    return paths;
  }

  /** Reads what a commit changed as of just before it, where the search is now. Returns false while it still blocks. */
  async isGoneBefore({ tap, entry }: TapEntry): Promise<boolean> {
    for (const [key, node] of this.#nodes) {
      const own = new Map(this.#pathsOf(node)).get(tap) ?? [];
      const changes = entry.changes.filter(({ path }) => own.includes(path));
      const [change] = changes;
      if (change === undefined) continue;
      const { formula, ask } = node;
      const isOnlyIt = changes.length === 1 && formula?.tap === tap && formula.path === change.path;
      const before =
        isOnlyIt && change.oldOid !== undefined
          ? await this.#readBefore(node, change.oldOid, entry.commit)
          : await this.#search.find(ask);
      this.#nodes.set(key, before);
    }
    return !this.#isBlocking();
  }

  async #readBefore(
    { ask, formula }: Node,
    blob: string,
    { oid, date }: TapEntry['entry']['commit'],
  ): Promise<Node> {
    const place = formula && (await this.#search.places.at(formula.tap));
    const state =
      formula && (await place?.tap.snapshot.read(formula.path, blob, { commit: oid, date }));
    if (formula === undefined || state === undefined) return this.#search.find(ask);
    return this.#search.toNode(ask, { ...formula, ...state });
  }

  #isBlocking(): boolean {
    if (this.#nodes.get(this.key)?.isUsable === true) return false;
    const reached = new Set([...this.#nodes.keys()].filter((key) => this.#isAsked(key)));
    for (const key of reached) {
      if (key === this.key) return true;
      for (const need of this.#nodes.get(key)?.needs ?? []) {
        if (this.#nodes.has(need.key)) reached.add(need.key);
      }
    }
    return false;
  }

  #isAsked(key: string): boolean {
    return this.#search.question.asks.some((ask) => ask.key === key);
  }

  /** Lists the paths of everything that a name may mean, up to the first that is a formula; later ones do not count. */
  *#pathsOf({ ask, formula }: Node): Iterable<readonly [tap: string, paths: readonly string[]]> {
    for (const { tap, name } of ask.candidates) {
      const found = formula?.tap === tap ? formula : undefined;
      yield [tap, this.#search.places.snapshotOf(tap)?.watchedPaths(name, found) ?? []];
      if (found !== undefined) return;
    }
  }
}

/**
 * Chooses which of the formulae that keep a closure from being complete to wait for: the one with the fewest formulae to watch.
 * Undefined if there are none.
 */
export function chooseBlocker(
  search: ClosureSearch,
  nodes: ReadonlyMap<string, Node>,
): Blocker | undefined {
  const asked = new Set(search.question.asks.map(({ key }) => key));
  const neededBy = new Map<string, string[]>();
  for (const [key, { needs }] of nodes) {
    for (const need of needs) neededBy.set(need.key, [...(neededBy.get(need.key) ?? []), key]);
  }
  let best: Blocker | undefined;
  for (const [key, { isUsable }] of nodes) {
    if (isUsable) continue;
    const keys = new Set([key]);
    for (const each of asked.has(key) ? [] : keys) {
      for (const user of neededBy.get(each) ?? []) keys.add(user);
    }
    if (best !== undefined && best.size <= keys.size) continue;
    best = new Blocker(search, key, new Map([...nodes].filter(([each]) => keys.has(each))));
  }
  return best;
}
