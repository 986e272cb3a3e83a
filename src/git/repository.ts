import { setMaxListeners } from 'node:events';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { HistoryError } from '../core/errors.ts';
import type { EventSink } from '../core/events.ts';
import { ObjectReader } from './cat-file.ts';
import type { GitObject } from './cat-file-parser.ts';
import { type GitEnvironment, readingEnvironment } from './environment.ts';
import { explainGitFailure, missingObjects, notRepository, quote } from './git-failure.ts';
import { type GitLocation, readGit, streamGit } from './git-process.ts';
import { streamLog, streamWholeLog, type LogRequest } from './log.ts';
import type { LogEntry } from './log-parser.ts';
import { queryRepository, type RepositoryFacts } from './queries.ts';
import { listRenames, type Rename, type RenameRequest } from './renames.ts';
import { parseTree, type TreeEntry } from './tree.ts';

/** Formula files are a few kilobytes; the largest tree of homebrew-core is 300. */
const OBJECT_LIMIT_BYTES = 4 * 1024 * 1024;

/** The number of commits whose renames are kept: each formula asks about a commit that moves all of them. */
const REMEMBERED_RENAMES = 8;

/** How many commits are checked to see whether a history is one line: more than a daily mirror has, and few for git. */
const SHORT_LINE = 2500;

/** Expressions that every whole clone can answer: the root tree of a commit, and a tree that another one names. */
const MUST_EXIST = /:$|^[0-9a-f]{40,64}$/;

/**
 * A local git repository, which is only read: nothing here writes to it or uses the network. Close it, or declare it with
 * `await using`: it may hold a process.
 */
export class Repository implements AsyncDisposable {
  /** The path that the user gave, made absolute. */
  readonly path: string;
  readonly gitDir: string;
  readonly isBare: boolean;
  /** A partial clone: contents may be missing. */
  readonly isPartial: boolean;
  /** Where it was cloned from; undefined if its configuration does not say. */
  readonly remoteUrl: string | undefined;
  /** Where a copy that brewpull keeps was last fetched from; undefined for other clones, or if it was not recorded. */
  readonly copiedFrom: string | undefined;
  /** The oldest commits of a copy that was cut off; empty if all of history is there. */
  readonly boundary: ReadonlySet<string>;
  readonly #commonDir: string;
  readonly #location: GitLocation;
  readonly #objects: ObjectReader;
  readonly #renames = new Map<string, Promise<Rename[]>>();
  /** The last history whose shape was asked about. */
  #line: { readonly head: string; readonly isShort: Promise<boolean> } | undefined;

  constructor(location: GitLocation, facts: RepositoryFacts, boundary: ReadonlySet<string>) {
    this.path = location.path;
    this.gitDir = facts.gitDir;
    this.isBare = facts.isBare;
    this.isPartial = facts.isPartial;
    this.remoteUrl = facts.remoteUrl;
    this.copiedFrom = facts.copiedFrom;
    this.boundary = boundary;
    this.#commonDir = facts.commonDir;
    this.#location = location;
    this.#objects = new ObjectReader(location, {
      isPartial: facts.isPartial,
      limitBytes: OBJECT_LIMIT_BYTES,
    });
  }

  /** Finds the oid of the commit that a revision names (`HEAD`, a branch, an abbreviated oid). */
  async findCommit(revision: string): Promise<string | undefined> {
    const found = await this.#objects.read(`${revision}^{commit}`);
    return found.status === 'found' ? found.oid : undefined;
  }

  /** Reads what an expression names: an oid, `COMMIT:PATH`. Questions may be asked without waiting for answers. */
  read(expression: string): Promise<GitObject> {
    return this.#objects.read(expression);
  }

  /** Reads an object that history names; undefined if it is above 4 MiB. Throws HistoryError if this clone lacks it. */
  async readObject(oid: string): Promise<Uint8Array | undefined> {
    return this.#toBytes(oid, await this.#objects.read(oid));
  }

  /**
   * Yields the bytes of an object of any size as git prints them; leaving the loop stops git. Throws HistoryError or GitError
   * if this clone lacks it.
   */
  streamBlob(
    oid: string,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<Buffer, void, undefined> {
    return streamGit(this.#location, ['cat-file', 'blob', oid], options);
  }

  /** Reads many objects like {@link readObject}, at less cost; answers are in the order of the oids. */
  async readObjects(oids: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const found = await this.#objects.readAll(oids);
    return found.map((object, index) => this.#toBytes(oids[index] ?? '', object));
  }

  #toBytes(oid: string, found: GitObject): Uint8Array | undefined {
    if (found.status === 'found') return found.bytes;
    if (found.status === 'too-large') return undefined;
    if (this.isPartial) throw missingObjects(this.path);
    throw explainGitFailure({
      path: this.path,
      command: 'cat-file',
      stderr: `missing blob ${oid}`,
    });
  }

  /** Lists a tree (`COMMIT:` is the root, `COMMIT:Formula` a folder); returns undefined if there is none. */
  async listTree(expression: string): Promise<TreeEntry[] | undefined> {
    const found = await this.#objects.read(expression);
    if (found.status === 'missing' && this.isPartial && MUST_EXIST.test(expression)) {
      throw missingObjects(this.path);
    }
    if (found.status !== 'found' || found.type !== 'tree') return undefined;
    return parseTree(found.bytes, found.oid.length / 2);
  }

  /** Lists commits, newest first, while git finds them; leaving the loop stops git. */
  log(request: LogRequest): AsyncGenerator<LogEntry, void, undefined> {
    return streamLog(this.#location, request);
  }

  /** Lists a commit and all before it, newest first, some hundred at a time; leaving the loop stops git. */
  logAll(
    request: Pick<LogRequest, 'from' | 'signal'>,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    return streamWholeLog(this.#location, request);
  }

  /** Counts the commits that {@link logAll} lists, at a fraction of the cost. */
  async countCommits({ from, signal }: Pick<LogRequest, 'from' | 'signal'>): Promise<number> {
    const args = ['rev-list', '--count', from, '--'];
    return Number((await readGit(this.#location, args, { signal })).toString('utf8'));
  }

  /** Finds when history begins: the date of the oldest commit without a parent, ISO 8601. Visits every commit. */
  async findBeginning(head: string): Promise<string | undefined> {
    let oldest: string | undefined;
    for await (const { commit } of this.log({
      from: head,
      rootsOnly: true,
      withoutChanges: true,
    })) {
      if (oldest === undefined || commit.date < oldest) oldest = commit.date;
    }
    return oldest;
  }

  /** Returns whether git keeps a commit-graph here, which may know where to look for a path. */
  async hasCommitGraph(): Promise<boolean> {
    const info = join(this.#commonDir, 'objects/info');
    const names = await readdir(info).catch((): string[] => []);
    return names.includes('commit-graph') || names.includes('commit-graphs');
  }

  /** Returns whether a history is short and has no merges: whether each of its commits follows the one before. */
  isShortLine(head: string, signal?: AbortSignal): Promise<boolean> {
    if (this.#line?.head !== head) {
      this.#line = { head, isShort: this.#findWhetherShortLine(head, signal) };
      this.#line.isShort.catch(() => (this.#line = undefined));
    }
    return this.#line.isShort;
  }

  async #findWhetherShortLine(from: string, signal: AbortSignal | undefined): Promise<boolean> {
    let commits = 0;
    const log = this.log({ from, withoutChanges: true, limit: SHORT_LINE + 1, signal });
    for await (const { parents } of log) {
      commits += 1;
      if (parents.length > 1) return false;
    }
    return commits <= SHORT_LINE;
  }

  /** Returns whether a commit is on the first-parent line of another one's history. */
  async isOnMainLine(older: string, newer: string): Promise<boolean> {
    if (older === newer) return true;
    if (!(await this.isAncestor(older, newer))) return false;
    let oldest: LogEntry | undefined;
    const log = { from: `${older}..${newer}`, firstParent: true, withoutChanges: true };
    for await (const entry of this.log(log)) oldest = entry;
    return oldest?.parents[0] === older;
  }

  /** Returns whether a commit and all before it belong to another one's history, too. */
  async isAncestor(older: string, newer: string): Promise<boolean> {
    if ((await this.findCommit(older)) === undefined) return false;
    for await (const _ of this.log({ from: `${newer}..${older}`, limit: 1 })) return false;
    return true;
  }

  /** Lists the files a commit moved, compared with its first parent; remembers the answers for the last few commits. */
  listRenames(request: RenameRequest): Promise<Rename[]> {
    const key = `${request.commit} ${request.similarityPercent}`;
    const known = this.#renames.get(key);
    if (known !== undefined) return known;
    const renames = listRenames(this.#location, request);
    this.#renames.set(key, renames);
    const [oldest = ''] = this.#renames.keys();
    if (this.#renames.size > REMEMBERED_RENAMES) this.#renames.delete(oldest);
    renames.catch(() => this.#renames.delete(key));
    return renames;
  }

  /** Ends the process that reads objects. */
  close(): Promise<void> {
    return this.#objects.close();
  }

  /** Closes the repository, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Opens a repository: a work tree's top folder, a linked work tree, a bare repository or a `.git` folder; never a folder
 * somewhere inside one. Throws HistoryError if there is no repository, and for a shallow one unless `mayBeShallow`; GitError if
 * git does not work.
 */
export async function openRepository(
  path: string,
  options: {
    readonly environment: GitEnvironment;
    readonly onEvent?: EventSink | undefined;
    readonly mayBeShallow?: boolean;
    /** Ends every git that runs for this repository when aborted. */
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Repository> {
  const folder = await findFolder(resolve(path));
  const environment = {
    ...readingEnvironment(options.environment),
    // Without this, a folder that is not a repository would be taken for part of one around it.
    GIT_CEILING_DIRECTORIES: dirname(folder),
  };
  // Every git that runs listens, and many run at once.
  if (options.signal !== undefined) setMaxListeners(0, options.signal);
  const location = { path: folder, environment, signal: options.signal };
  const facts = await queryRepository(location);
  if (facts.isShallow && options.mayBeShallow !== true) {
    throw new HistoryError(`${folder} is a shallow clone: its history is cut off`, {
      hint: `Run git -C ${quote(folder)} fetch --unshallow, or use --history registry.`,
    });
  }
  await warnOfAlteredHistory(facts, options.onEvent);
  return new Repository(location, facts, await readBoundary(facts));
}

/** https://git-scm.com/docs/shallow: one oid per line. */
async function readBoundary({
  isShallow,
  commonDir,
}: RepositoryFacts): Promise<ReadonlySet<string>> {
  if (!isShallow) return new Set();
  const text = await readFile(resolve(commonDir, 'shallow'), 'utf8');
  return new Set(text.split('\n').filter((oid) => oid !== ''));
}

async function findFolder(path: string): Promise<string> {
  try {
    const folder = await realpath(path);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (error) {
    throw new HistoryError(`no such folder: ${path}`, {
      cause: error,
      hint: 'Set --tap-dir to a clone of a Homebrew tap, or use --history registry.',
    });
  }
  throw notRepository(path);
}

async function warnOfAlteredHistory(
  facts: RepositoryFacts,
  onEvent: EventSink | undefined,
): Promise<void> {
  const grafts = await stat(resolve(facts.commonDir, 'info/grafts')).catch(() => undefined);
  if (grafts === undefined || grafts.size === 0) return;
  onEvent?.({
    type: 'warning',
    message: `${facts.gitDir} has grafts; brewpull reads the history as it was committed`,
  });
}
