import type { Commit } from '../../core/commit.ts';
import { FormulaUnreadableError, type FormulaPlace } from '../../core/errors.ts';
import type { FormulaState } from '../../history/state/formula-state.ts';
import type { FormulaReader } from '../../history/state/formula-reader.ts';
import { listCorePaths } from '../../history/tap/formula-path.ts';
import { findNewestName, listOldNames, type TapNames } from '../../history/tap/tap-names.ts';
import type { Repository } from '../../git/repository.ts';

/** A formula as of one commit. */
export interface SnapshotFormula {
  /** Its name at that commit. */
  readonly name: string;
  readonly path: string;
  readonly state: FormulaState;
  readonly text: Uint8Array;
}

/**
 * Looks up formulae at any commit, a few at a time, without listing the tap: by the paths they can have, then as aliases,
 * then under the names in today's list of renames. Each text is parsed once.
 */
export class TapSnapshot {
  readonly #repository: Repository;
  readonly #reader: FormulaReader;
  readonly #names: TapNames;
  readonly #parsed = new Map<string, FormulaState | FormulaUnreadableError>();

  constructor(repository: Repository, reader: FormulaReader, names: TapNames) {
    this.#repository = repository;
    this.#reader = reader;
    this.#names = names;
  }

  /** Finds a formula at a commit, given in git's notation (`OID^1`). Undefined if there is none that can be read. */
  async find(name: string, commit: string, date: string): Promise<SnapshotFormula | undefined> {
    return (
      (await this.#findFile(name, commit, date)) ??
      (await this.#findAlias(name, commit, date)) ??
      (await this.#findRenamed(name, commit, date))
    );
  }

  /** Returns whether a name is that of a formula, an alias or an older name, even if the formula cannot be read. */
  async has(name: string, commit: string): Promise<boolean> {
    const newest = findNewestName(this.#names.renames, name);
    const names = new Set([name, newest, ...listOldNames(this.#names.renames, newest)]);
    const paths = [...[...names].flatMap(pathsFor), `Aliases/${name}`];
    const found = await Promise.all(
      paths.map((path) => this.#repository.read(`${commit}:${path}`)),
    );
    return found.some(({ status }) => status !== 'missing');
  }

  /** Reads a formula from what a path once held, by its oid; undefined when it cannot be read. */
  async read(
    path: string,
    oid: string,
    { commit, date }: { readonly commit: string; readonly date: string },
  ): Promise<Pick<SnapshotFormula, 'state' | 'text'> | undefined> {
    const text = await this.#repository.readObject(oid);
    const state =
      text === undefined ? undefined : this.#parseOnce(text, oid, { path, commit, date });
    return text === undefined || state === undefined ? undefined : { state, text };
  }

  /**
   * Lists the paths whose change can make a name mean another formula, or change its state. A formula found under its own name is
   * at the first existing path in the order of {@link find}; later paths do not count.
   */
  watchedPaths(name: string, found: SnapshotFormula | undefined): readonly string[] {
    const own = pathsFor(name);
    if (found?.name === name) return own.slice(0, own.indexOf(found.path) + 1);
    const alias = `Aliases/${name}`;
    const newest = findNewestName(this.#names.renames, name);
    const names = new Set([newest, ...listOldNames(this.#names.renames, newest)]);
    if (found !== undefined) names.add(found.name);
    names.delete(name);
    return [...own, alias, ...[...names].flatMap(pathsFor)];
  }

  async #findFile(
    name: string,
    commit: string,
    date: string,
  ): Promise<SnapshotFormula | undefined> {
    for (const path of pathsFor(name)) {
      const found = await this.#repository.read(`${commit}:${path}`);
      if (found.status !== 'found' || found.type !== 'blob') continue;
      const state = this.#parseOnce(found.bytes, found.oid, { path, commit, date });
      return state && { name, path, state, text: found.bytes };
    }
    return undefined;
  }

  #parseOnce(
    bytes: Uint8Array,
    oid: string,
    { date, ...place }: Pick<FormulaPlace, 'path' | 'commit'> & Pick<Commit, 'date'>,
  ): FormulaState | undefined {
    let known = this.#parsed.get(oid);
    if (known === undefined) {
      try {
        known = this.#reader.read(bytes, place, date);
      } catch (error) {
        if (!(error instanceof FormulaUnreadableError)) throw error;
        known = error;
      }
      this.#parsed.set(oid, known);
    }
    return known instanceof FormulaUnreadableError ? undefined : known;
  }

  async #findAlias(
    name: string,
    commit: string,
    date: string,
  ): Promise<SnapshotFormula | undefined> {
    const link = await this.#repository.read(`${commit}:Aliases/${name}`);
    if (link.status !== 'found' || link.type !== 'blob' || link.bytes.length > 1000)
      return undefined;
    const target = /([^/]+)\.rb\s*$/.exec(new TextDecoder().decode(link.bytes))?.[1];
    return target === undefined ? undefined : this.#findFile(target, commit, date);
  }

  async #findRenamed(
    name: string,
    commit: string,
    date: string,
  ): Promise<SnapshotFormula | undefined> {
    const { renames } = this.#names;
    const newest = findNewestName(renames, name);
    for (const other of [newest, ...listOldNames(renames, newest)]) {
      const found = other === name ? undefined : await this.#findFile(other, commit, date);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** Lists the possible paths of a formula: homebrew/core's layouts, newest first, mixed with those of other taps. */
function pathsFor(name: string): string[] {
  const [sharded, flat] = listCorePaths(name);
  const byLetter = `Formula/${name.charAt(0).toLowerCase()}/${name}.rb`;
  return [...new Set([sharded, byLetter, flat, `HomebrewFormula/${name}.rb`, `${name}.rb`])];
}
