import { HistoryError } from '../../core/errors.ts';
import { openAtlas, type Atlas } from '../../history/atlas/atlas.ts';
import { findStart } from '../../history/git/start.ts';
import type { FactsReader, FormulaReader } from '../../history/state/formula-reader.ts';
import type { Repository } from '../../git/repository.ts';
import { createAtlasHistory } from '../../history/answers/atlas-history.ts';
import { createGitHistory, type GitHistoryOptions } from '../../history/answers/git-history.ts';
import { isReadOnly } from '../../store/store-failure.ts';
import type { HistorySource } from '../../history/answers/history-source.ts';
import type { BrewpullOptions } from '../options.ts';
import { atlasPath } from './atlas-path.ts';

/** From this many formulae on, one pass through all of history is cheaper than a walk for each. */
export const WORTH_AN_ATLAS = 25;

/** What a tap's history is made of. */
export interface TapHistoryParts {
  readonly repository: Repository;
  readonly tap: string;
  /** Whether the user named the clone. */
  readonly isNamed: boolean;
  /** Loads the reader of everything that formula files say. */
  reader(): Promise<FormulaReader>;
  readonly factsReader: FactsReader;
  readonly options: BrewpullOptions;
  readonly cacheDirectory: string;
}

/** One clone of a tap with its atlas, as of the commit that the options name. Must be closed. */
export class TapHistory {
  readonly tap: string;
  readonly repository: Repository;
  readonly #parts: TapHistoryParts;
  #head: Promise<string> | undefined;
  #headDate: Promise<string | undefined> | undefined;
  #atlas: Promise<Atlas> | undefined;
  #opened: Atlas | undefined;

  constructor(parts: TapHistoryParts) {
    this.tap = parts.tap;
    this.repository = parts.repository;
    this.#parts = parts;
  }

  /** For messages, e.g. `homebrew/core at /src/homebrew-core`. */
  get description(): string {
    return `${this.tap} at ${this.repository.path}`;
  }

  /** Whether the user named the clone; other clones are preferred only if they are not behind answers at hand. */
  get isNamed(): boolean {
    return this.#parts.isNamed;
  }

  /** Whether the clone has only the newest part of history, as after `brewpull sync --since`. */
  get isCutOff(): boolean {
    return this.repository.boundary.size > 0;
  }

  /** Returns the oid of the newest commit that counts. */
  head(): Promise<string> {
    const { before, at } = this.#parts.options;
    this.#head ??= findStart(this.repository, { before, at });
    return this.#head;
  }

  /** Returns when the newest commit that counts was made, ISO 8601. */
  headDate(): Promise<string | undefined> {
    return (this.#headDate ??= this.head().then((head) => this.dateOf(head)));
  }

  /** Returns when a commit was made, ISO 8601; undefined if the clone does not have it. */
  async dateOf(oid: string): Promise<string | undefined> {
    if ((await this.repository.findCommit(oid)) === undefined) return undefined;
    for await (const { commit } of this.repository.log({
      from: oid,
      firstParent: true,
      limit: 1,
    })) {
      return commit.date;
    }
    return undefined;
  }

  /** The reader of the bottles that formula files offer. */
  get factsReader(): FactsReader {
    return this.#parts.factsReader;
  }

  /** Loads the reader of everything that formula files say. */
  reader(): Promise<FormulaReader> {
    return this.#parts.reader();
  }

  /** Returns the cheapest source for this number of formulae: an atlas that is current or worth making, else walks. */
  async sourceFor(formulae: number): Promise<{
    readonly history: HistorySource;
    /** When it begins, ISO 8601; undefined if only reading all of it would tell. */
    readonly begins: string | undefined;
  }> {
    const isWorthIt = formulae >= WORTH_AN_ATLAS && !this.isCutOff;
    const atlas = isWorthIt ? await this.#atlasIfWritable() : this.currentAtlas(await this.head());
    if (atlas !== undefined) {
      const history = createAtlasHistory(atlas, this.tap, this.description);
      return { history, begins: atlas.begins === '' ? undefined : atlas.begins };
    }
    const { before, at } = this.#parts.options;
    return { history: this.walk({ before, at }), begins: undefined };
  }

  /** Returns a source that walks back from a commit, or from the newest one before a moment. */
  walk(from: Pick<GitHistoryOptions, 'before' | 'at'>): HistorySource {
    const { repository, tap } = this;
    return createGitHistory({ repository, tap, reader: this.factsReader, ...from });
  }

  /** Opens the atlas; undefined if the cache is read-only, in which case formulae are walked one by one. */
  async #atlasIfWritable(): Promise<Atlas | undefined> {
    try {
      return await this.atlas();
    } catch (error) {
      if (!isReadOnly(error)) throw error;
      return undefined;
    }
  }

  /** Opens the atlas, making or updating it first. The first time takes minutes for all of homebrew/core. */
  atlas(): Promise<Atlas> {
    this.#atlas ??= this.#makeAtlas();
    return this.#atlas;
  }

  /** Opens the atlas if there is one for exactly this commit; a damaged one does not count. */
  currentAtlas(head: string): Atlas | undefined {
    if (this.#opened?.head === head) return this.#opened;
    let atlas: Atlas | undefined;
    try {
      atlas = openAtlas(this.#atlasPath());
    } catch {
      return undefined;
    }
    if (atlas?.head === head) this.#opened = atlas;
    else atlas?.close();
    return this.#opened;
  }

  async close(): Promise<void> {
    this.#opened?.close();
    await this.repository.close();
  }

  async #makeAtlas(): Promise<Atlas> {
    const { repository, options } = this.#parts;
    if (this.isCutOff) {
      throw new HistoryError(
        `this needs all history of ${this.tap}, and ${repository.path} has only part of it`,
        {
          hint: 'Run brewpull sync without --since to fetch the rest.',
        },
      );
    }
    const { onEvent, signal } = options;
    const path = this.#atlasPath();
    const head = await this.head();
    const current = this.currentAtlas(head);
    if (current !== undefined) return current;
    const { updateAtlas } = await import('../../history/atlas/update-atlas.ts');
    const { tap, factsReader: reader } = this;
    await updateAtlas({ tap, repository, reader, head, onEvent, signal }, path);
    const atlas = this.currentAtlas(head);
    if (atlas === undefined) throw new HistoryError(`the atlas ${path} cannot be read back`);
    return atlas;
  }

  #atlasPath(): string {
    const { cacheDirectory, repository, tap, options } = this.#parts;
    const { before, at } = options;
    return atlasPath({ cacheDirectory, tap, repository: repository.path, before, at });
  }
}
