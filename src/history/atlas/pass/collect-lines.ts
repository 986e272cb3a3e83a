import { throwIfAborted } from '../../../core/abort.ts';
import { giveWay } from '../../../core/give-way.ts';
import type { EventSink } from '../../../core/events.ts';
import type { LogEntry, RawChange } from '../../../git/log-parser.ts';
import type { Repository } from '../../../git/repository.ts';
import type { FactsReader } from '../../state/formula-reader.ts';
import { readContent } from '../../rules/read-content.ts';
import { findNameInPath } from '../../tap/formula-path.ts';
import type { FormulaFile } from '../../tap/tap-files.ts';
import type { SpillFile } from './spill-file.ts';
import { ByteWriter } from '../../coding/bytes.ts';
import type { TapNames } from '../../tap/tap-names.ts';
import { AliasTrails } from './alias-trails.ts';
import { Branches } from './branches.ts';
import { CommitRows } from './commit-rows.ts';
import { LineBuilder } from './line-builder.ts';

/** A request for the changes since the last atlas. */
export interface CollectRequest {
  /** The tap, for events. */
  readonly tap: string;
  readonly repository: Repository;
  readonly reader: FactsReader;
  readonly head: string;
  /** The formulae at that commit, by name. */
  readonly files: ReadonlyMap<string, FormulaFile>;
  /** The other names at that commit. */
  readonly names: TapNames;
  /** The head of the last atlas, an ancestor of `head`: only what that atlas lacks is read. */
  readonly since: string | undefined;
  /** Where the bytes of the lines are kept; it must stay open as long as they are used. */
  readonly arena: SpillFile;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}

/** What one pass found. */
export interface Collected {
  readonly commits: CommitRows;
  readonly lines: ReadonlyMap<string, LineBuilder>;
  /** Additions that may be moves, each with the number of commits newer than its own. */
  readonly additions: readonly Addition[];
  readonly aliases: AliasTrails;
  /** The date of the oldest commit without a parent; undefined if this pass found none. */
  readonly begins: string | undefined;
}

/** A file added by a commit that removed others. */
export interface Addition {
  readonly age: number;
  readonly commit: string;
  readonly path: string;
  /** Whether a removed file had the same content. */
  readonly isCopy: boolean;
}

/** A change whose file is to be read. */
interface Task {
  readonly line: LineBuilder;
  readonly age: number;
  readonly commit: LogEntry['commit'];
  readonly change: RawChange;
}

/** Tasks whose files are on their way; `files` has those of the tasks that have one, in order. */
interface TaskBatch {
  readonly tasks: readonly Task[];
  readonly files: Promise<readonly (Uint8Array | undefined)[]>;
}

/** How many commits there are between reports. */
const REPORTED_COMMITS = 10;
/** How many files are requested at once; a few kilobytes each. */
const BATCH_TASKS = 64;
/** How many batches may be on their way. */
const MOST_BATCHES = 2;

/**
 * Reads the history of all formulae once, newest first: `git log` on one core, `git cat-file` and the parsing of files on the
 * other. A change counts if its result is what the next newer change began with, as in `walkPath`.
 */
export async function collectLines(request: CollectRequest): Promise<Collected> {
  const { tap, repository, head, since, signal, onEvent } = request;
  const commits = new CommitRows(head.length / 2);
  const pass = new Pass(request);
  // Git takes a range wherever it takes a commit.
  const from = since === undefined ? head : `${since}..${head}`;
  let totalCommits: number | undefined;
  const report = (): void => {
    onEvent?.({ type: 'step', step: { kind: 'atlas', tap, commits: commits.count, totalCommits } });
  };
  report();
  // Runs beside the pass, which never waits for it. If it fails, only events lack the total: the pass meets the same failure.
  repository.countCommits({ from, signal }).then(
    (total) => (totalCommits = total),
    () => undefined,
  );
  for await (const entries of repository.logAll({ from, signal })) {
    for (const entry of entries) {
      await giveWay(signal);
      pass.take(entry, commits.count);
      commits.add(entry.commit);
      if (pass.isDue()) await pass.drain(MOST_BATCHES);
      if (commits.count % REPORTED_COMMITS === 0) report();
    }
  }
  await pass.drain(0);
  pass.setApart();
  if (since === undefined) pass.finish();
  const { lines, additions, aliases, begins } = pass;
  return { commits, lines, additions, aliases, begins };
}

class Pass {
  readonly lines = new Map<string, LineBuilder>();
  readonly additions: Addition[] = [];
  readonly aliases: AliasTrails;
  begins: string | undefined;
  readonly #request: CollectRequest;
  readonly #atHead: ReadonlyMap<string, { readonly oid: string; readonly isLink: boolean }>;
  readonly #scratch = new ByteWriter();
  readonly #branches = new Branches();
  /** Branches with a history of their own, from another root. */
  readonly #rooted = new Set<number>();
  /** Tasks whose files were not requested yet. */
  #waiting: Task[] = [];
  #batches: TaskBatch[] = [];

  constructor(request: CollectRequest) {
    this.#request = request;
    this.aliases = new AliasTrails(request.names);
    this.#atHead = new Map([...request.files.values()].map((file) => [file.path, file]));
  }

  /** Takes a commit; its files are read by {@link drain}. */
  take(entry: LogEntry, age: number): void {
    const branch = this.#branches.take(entry, age);
    const { date } = entry.commit;
    if (entry.parents.length === 0 && branch !== undefined) this.#rooted.add(branch);
    if (entry.parents.length === 0 && (this.begins === undefined || date < this.begins)) {
      this.begins = date;
    }
    this.aliases.take(entry, branch);
    for (const change of entry.changes) {
      const name = findNameInPath(change.path);
      if (name === undefined) continue;
      const line = this.#line(change.path, name);
      if (line.isTangled) continue;
      if (branch !== undefined && change.oldOid === undefined) line.addedOn.add(branch);
      if (line.follow(change, branch)) {
        this.#waiting.push({ line, age, commit: entry.commit, change });
      } else {
        line.isTangled = true;
      }
    }
    this.#noteAdditions(entry, age);
  }

  /** Whether enough files are waiting to be requested. */
  isDue(): boolean {
    return this.#waiting.length >= BATCH_TASKS;
  }

  /** Requests all waiting files, and reads batches until at most `most` of them are on their way. */
  async drain(most: number): Promise<void> {
    for (let next = 0; next < this.#waiting.length; next += BATCH_TASKS) {
      const tasks = this.#waiting.slice(next, next + BATCH_TASKS);
      const oids = tasks.flatMap(({ change }) => change.newOid ?? []);
      const files = this.#request.repository.readObjects(oids);
      // A failure is thrown when the files are awaited.
      files.catch(() => undefined);
      this.#batches.push({ tasks, files });
      await this.#finishUntil(MOST_BATCHES);
    }
    this.#waiting = [];
    await this.#finishUntil(most);
  }

  async #finishUntil(most: number): Promise<void> {
    while (this.#batches.length > most) {
      const batch = this.#batches.shift();
      if (batch !== undefined) await this.#finish(batch);
      const { signal } = this.#request;
      throwIfAborted(signal);
    }
  }

  /** Marks lines that were added in a history of their own as tangled: what the main line had before is not their past. */
  setApart(): void {
    if (this.#rooted.size === 0) return;
    for (const line of this.lines.values()) {
      if ([...line.addedOn].some((branch) => this.#rooted.has(branch))) line.isTangled = true;
    }
  }

  /** Closes the lines: one that does not go back to the commit that added its file is tangled. */
  finish(): void {
    for (const [name, { path }] of this.#request.files) this.#line(path, name);
    for (const line of this.lines.values()) if (line.expected !== undefined) line.isTangled = true;
  }

  #line(path: string, name: string): LineBuilder {
    const known = this.lines.get(path);
    if (known !== undefined) return known;
    const file = this.#atHead.get(path);
    const line = new LineBuilder({ name, path, oid: file?.oid }, this.#request.arena);
    this.lines.set(path, line);
    return line;
  }

  async #finish({ tasks, files }: TaskBatch): Promise<void> {
    const contents = await files;
    let next = 0;
    for (const { line, age, commit, change } of tasks) {
      await giveWay(this.#request.signal);
      const { path, newOid: oid, newMode: mode } = change;
      const bytes = oid === undefined ? undefined : contents[next];
      if (oid !== undefined) next += 1;
      const file = { path, commit, oid, mode, bytes };
      line.add(age, await readContent(this.#request.reader, file), this.#scratch);
      if (change.oldOid === undefined) line.rest();
    }
  }

  #noteAdditions({ commit, changes }: LogEntry, age: number): void {
    if (changes.length < 2) return;
    const removed = new Map<string, string>();
    const removedOids = new Set<string>();
    for (const { path, oldOid, newOid } of changes) {
      const name = newOid === undefined ? findNameInPath(path) : undefined;
      if (name === undefined || oldOid === undefined) continue;
      removed.set(name, path);
      removedOids.add(oldOid);
    }
    if (removed.size === 0) return;
    for (const { path, oldOid, newOid } of changes) {
      if (oldOid !== undefined || newOid === undefined) continue;
      const name = findNameInPath(path);
      if (name === undefined || removed.has(name)) continue;
      this.additions.push({ age, commit: commit.oid, path, isCopy: removedOids.has(newOid) });
    }
  }
}
