import type { HistoryState, PostponedState } from '../state/history-state.ts';
import { readAhead } from '../../git/read-ahead.ts';
import type { Repository } from '../../git/repository.ts';
import type { AliasMeaning, Tap } from '../rules/tap.ts';
import { findNameInPath } from '../tap/formula-path.ts';
import { type FormulaFile, readTapFiles, type TapFiles } from '../tap/tap-files.ts';
import { findAliasTarget, readLinkedName, type TapNames } from '../tap/tap-names.ts';
import { listAliasMeanings } from './alias-meanings.ts';
import type { FactsReader } from '../state/formula-reader.ts';
import type { GitChange, GitSpot } from './git-change.ts';
import { findNewest } from './find-newest.ts';
import { historyBegins } from './history-begins.ts';
import { findLastRemoval } from './last-removal.ts';
import { LayoutLog } from './layout-log.ts';
import { listMoves } from './list-moves.ts';
import { glanceAtState, type IsNeeded, readState } from './read-state.ts';
import { walkPath } from './walk-path.ts';

/** What a {@link GitTap} is made from. */
export interface GitTapParts {
  readonly repository: Repository;
  /** The oid of the newest commit that counts. */
  readonly head: string;
  readonly files: TapFiles;
  readonly names: TapNames;
  readonly reader: FactsReader;
  readonly signal?: AbortSignal | undefined;
}

/** The history of a tap in a clone: git looks up whatever a walk asks for. */
export class GitTap implements Tap<GitSpot, GitChange> {
  readonly naming: TapNames;
  readonly #parts: GitTapParts;
  readonly #log: LayoutLog;

  constructor(parts: GitTapParts) {
    this.naming = parts.names;
    this.#parts = parts;
    const { repository, files, signal } = parts;
    this.#log = new LayoutLog(repository, { isSharded: files.isSharded, signal });
  }

  /** Returns the same tap for one walk; close it: the walk may leave a process running. Concurrent walks need one each. */
  forWalk(): GitTap {
    return new GitTap(this.#parts);
  }

  /** Ends the process that a walk left running. */
  close(): Promise<void> {
    return this.#log.close();
  }

  get repository(): Repository {
    return this.#parts.repository;
  }

  /** The oid of the newest commit that counts. */
  get head(): string {
    return this.#parts.head;
  }

  /** Whether the tap is laid out as homebrew-core has been since August 2023. */
  get isSharded(): boolean {
    return this.#parts.files.isSharded;
  }

  /** Lists the names of all formulae in the newest state. */
  async listNames(): Promise<readonly string[]> {
    return [...(await this.#parts.files.list()).keys()];
  }

  async findAtHead(name: string): Promise<(GitSpot & { readonly isLink: boolean }) | undefined> {
    const { repository, head, files, signal } = this.#parts;
    const found = await files.findAll(name);
    const file = await findNewest(repository, { head, signal }, found);
    return file && { ...toSpot(file, head), isLink: file.isLink };
  }

  async findTarget(alias: string): Promise<string | undefined> {
    const { repository, names, files } = this.#parts;
    const file = await files.find(alias);
    if (file === undefined) return findAliasTarget(repository, names, alias);
    return file.isLink ? readLinkedName(repository, file.oid) : undefined;
  }

  listMeanings(alias: string): Promise<readonly AliasMeaning[]> {
    return listAliasMeanings(this.#parts, alias);
  }

  async *changes({ path, from, oid }: GitSpot): AsyncGenerator<GitChange, void, undefined> {
    const { repository } = this.#parts;
    const name = findNameInPath(path) ?? path;
    const walk = walkPath(this.#log.read({ path, name, from }), { path, oid });
    let isAtBeginning = false;
    const ahead = {
      most: MOST_AHEAD,
      weigh: () => 1,
      // Git may take minutes to find the next change; at the path's beginning, the log stays open for what comes before.
      stop: () => {
        if (!isAtBeginning) this.#log.stop();
      },
    };
    for await (const batch of readAhead(walk, ahead)) {
      const oids = batch.flatMap(({ after }) => after ?? []);
      const texts = repository.readObjects(oids);
      // A failure is thrown when a text is asked for; the walk may end before that.
      texts.catch(() => undefined);
      for (const change of batch) {
        const index = change.after === undefined ? -1 : oids.indexOf(change.after);
        isAtBeginning = change.before === undefined;
        yield { ...change, path, name, text: async () => (await texts)[index] };
      }
    }
  }

  async findBefore(change: GitChange, name: string): Promise<GitSpot | undefined> {
    const from = await this.#parent(change);
    if (from === undefined) return undefined;
    const file = await (await this.#filesAt(from)).find(name);
    return file && toSpot(file, from);
  }

  async isThereAfter({ commit }: GitChange, name: string): Promise<boolean> {
    return (await (await this.#filesAt(commit.oid)).find(name)) !== undefined;
  }

  async findMoved(change: GitChange): Promise<GitSpot | undefined> {
    const { repository, names, signal } = this.#parts;
    const from = await this.#parent(change);
    if (from === undefined) return undefined;
    const before = await this.#filesAt(from);
    // The first files of a tap were not moved from anywhere.
    if (before.isEmpty) return undefined;
    const moves = await listMoves(repository, names, { commit: change.commit.oid, signal });
    const path = moves.find(({ to }) => to === change.path)?.from;
    const name = path === undefined ? undefined : findNameInPath(path);
    const file = name === undefined ? undefined : await before.find(name);
    return file?.path === path && file !== undefined ? toSpot(file, from) : undefined;
  }

  async findLastRemoval(
    names: readonly string[],
    before: GitChange | undefined,
  ): Promise<GitSpot | undefined> {
    const { repository, head, files, signal } = this.#parts;
    const from = before === undefined ? head : await this.#parent(before);
    if (from === undefined) return undefined;
    const { isSharded } = files;
    return findLastRemoval({ repository, from, names, isSharded, log: this.#log, signal });
  }

  /** Reads the state that a change made. */
  read(change: GitChange): Promise<HistoryState> {
    return readState(change, this.#parts.reader);
  }

  /** Reads the state that a change made, or postpones it; see {@link glanceAtState}. */
  glance(change: GitChange, isNeeded: IsNeeded): Promise<HistoryState | PostponedState> {
    return glanceAtState(change, { ...this.#parts, isNeeded });
  }

  requireBefore({ commit }: GitChange): void {
    const { repository } = this.#parts;
    if (repository.boundary.has(commit.oid)) throw historyBegins(repository, commit.date);
  }

  #parent({ commit }: GitChange): Promise<string | undefined> {
    return this.#parts.repository.findCommit(`${commit.oid}^1`);
  }

  #filesAt(commit: string): Promise<TapFiles> {
    return readTapFiles(this.#parts.repository, commit);
  }
}

/** How many changes git may list before they are asked for. */
const MOST_AHEAD = 32;

function toSpot({ path, oid: blob }: FormulaFile, from: string): GitSpot {
  return { path, name: findNameInPath(path) ?? path, oid: blob, from };
}
