import type { LogEntry } from '../../git/log-parser.ts';
import type { LogRequest } from '../../git/log.ts';
import type { Repository } from '../../git/repository.ts';
import { listCorePaths } from '../tap/formula-path.ts';

/** A request to the log: the path of a formula's file, from one commit back. */
interface Stretch {
  readonly path: string;
  /** The formula's name. */
  readonly name: string;
  /** The oid of the newest commit that may belong to it. */
  readonly from: string;
}

/** A log that git is writing, and how far it was read. */
interface OpenLog {
  readonly paths: readonly string[];
  readonly entries: AsyncGenerator<LogEntry, void, undefined>;
  /** The first entry, requested early so that git starts. */
  first: Promise<IteratorResult<LogEntry, void>> | undefined;
  last: LogEntry | undefined;
  readonly stopping: AbortController;
}

/**
 * Reads the log of a formula's file, which homebrew-core moved to another folder in August 2023. Without a commit-graph, git
 * looks at every commit for each path, so both paths are asked for at once if the result is the same: in a history without
 * merges, the entries after a commit are exactly its past. Close it: it may hold a process.
 */
export class LayoutLog {
  readonly #repository: Repository;
  readonly #isSharded: boolean;
  readonly #signal: AbortSignal | undefined;
  #open: OpenLog | undefined;

  constructor(
    repository: Repository,
    options: { readonly isSharded: boolean; readonly signal: AbortSignal | undefined },
  ) {
    this.#repository = repository;
    this.#isSharded = options.isSharded;
    this.#signal = options.signal;
  }

  /**
   * Lists the commits that changed a path, and perhaps others, newest first. Only one list can be read at a time; leaving it
   * early keeps git running for the next one.
   */
  async *read(stretch: Stretch): AsyncGenerator<LogEntry, void, undefined> {
    const open = this.#continued(stretch);
    if (open?.last?.commit.oid === stretch.from) yield open.last;
    yield* this.#readOn(open ?? (await this.#start(stretch)));
  }

  /** Returns the rest of the open log, from one commit back, if it has both paths of a formula; undefined otherwise. */
  rest(name: string, from: string): AsyncGenerator<LogEntry, void, undefined> | undefined {
    const open = this.#continued({ path: listCorePaths(name)[0], from });
    return open?.last?.parents[0] === from ? this.#readOn(open) : undefined;
  }

  async *#readOn(log: OpenLog): AsyncGenerator<LogEntry, void, undefined> {
    // Not `for await`, which would close the log when the path reaches its beginning.
    for (;;) {
      const next = await (log.first ?? log.entries.next());
      log.first = undefined;
      if (next.done === true) return;
      log.last = next.value;
      yield next.value;
    }
  }

  /** Returns the open log if the commit asked for was read last or comes next. */
  #continued({ path, from }: Omit<Stretch, 'name'>): OpenLog | undefined {
    const log = this.#open;
    if (log?.last === undefined || !log.paths.includes(path)) return undefined;
    if (log.stopping.signal.aborted) return undefined;
    const { commit, parents } = log.last;
    return commit.oid === from || parents[0] === from ? log : undefined;
  }

  async #start({ path, name, from }: Stretch): Promise<OpenLog> {
    await this.close();
    const paths = listCorePaths(name);
    const mayShare =
      this.#isSharded && path === paths[0] && !(await this.#repository.hasCommitGraph());
    if (mayShare) {
      const shared = this.#begin(paths, { from, files: paths });
      this.#open = shared;
      // Git works on this while the shape of the history is checked.
      if (await this.#repository.isShortLine(from, this.#signal)) return shared;
      await this.close();
    }
    return (this.#open = this.#begin([], { from, file: path }));
  }

  #begin(paths: readonly string[], request: LogRequest): OpenLog {
    const stopping = new AbortController();
    const signals = [stopping.signal, ...(this.#signal === undefined ? [] : [this.#signal])];
    const entries = this.#repository.log({ ...request, signal: AbortSignal.any(signals) });
    const first = entries.next();
    // It is awaited later, or never.
    first.catch(() => undefined);
    return { paths, entries, first, last: undefined, stopping };
  }

  /** Stops git at once, whatever it is looking for. */
  stop(): void {
    this.#open?.stopping.abort();
  }

  /** Stops git and waits until it has exited. */
  async close(): Promise<void> {
    this.stop();
    const log = this.#open;
    this.#open = undefined;
    await log?.entries.return();
  }
}
