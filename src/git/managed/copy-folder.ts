import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GitError, HistoryError } from '../../core/errors.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { streamGit, type GitLocation } from '../git-process.ts';
import type { CopyRequest } from './copy-request.ts';
import { fetchEnvironment, ownEnvironment, REMOTE } from './network/git-environment.ts';
import { runGit, type RunOptions } from './network/run-git.ts';

/** The arguments of every fetch. */
const FETCH = ['fetch', '--progress', '--no-tags', '--no-write-fetch-head'];

/** How a fetch differs from others. */
export interface FetchOptions extends Partial<RunOptions> {
  /** `key=value`, for this command only. */
  readonly setting?: string;
  readonly flag?: string;
}

/** One of the repositories of a copy. Its commands end when the request's signal is aborted, and report to the request. */
export class CopyFolder {
  readonly path: string;
  readonly #request: CopyRequest;
  readonly #own: GitLocation;
  readonly #fetching: GitLocation;

  /** `variables` apply to all commands; the folder is not created. */
  constructor(
    path: string,
    request: CopyRequest,
    variables: Readonly<Record<string, string>> = {},
  ) {
    const { network, remote } = request;
    this.path = path;
    this.#request = request;
    this.#own = { path, environment: { ...ownEnvironment(network), ...variables } };
    this.#fetching = { path, environment: { ...fetchEnvironment(network, remote), ...variables } };
  }

  /** The location for commands that stay on this machine. */
  get location(): GitLocation {
    return { ...this.#own, signal: this.#request.signal };
  }

  /** Runs a command that stays on this machine, and returns what it printed. Throws like {@link runGit}. */
  run(args: readonly string[], options: Partial<RunOptions> = {}): Promise<string> {
    return runGit(this.#own, args, { ...this.#request, ...options });
  }

  /** Works like {@link run}, for output of any length. */
  stream(args: readonly string[]): AsyncGenerator<Buffer, void, undefined> {
    return streamGit(this.#own, args, this.#request);
  }

  /** Fetches references from the remote. Throws like {@link runGit}. */
  async fetch(refs: readonly string[], options: FetchOptions = {}): Promise<void> {
    const { setting, flag, ...others } = options;
    const settings = setting === undefined ? [] : ['-c', setting];
    const args = [...settings, ...FETCH, ...(flag === undefined ? [] : [flag]), REMOTE, ...refs];
    const { network, remote } = this.#request;
    const route = { remote: remote.url, proxy: network.nameProxy?.(remote.url) };
    await runGit(this.#fetching, args, { ...this.#request, ...others, route });
  }

  /** Fetches references from another folder of the copy. */
  async fetchFrom(folder: string, refs: readonly string[]): Promise<void> {
    const environment = { ...this.#own.environment, GIT_ALLOW_PROTOCOL: 'file' };
    await runGit({ ...this.#own, environment }, [...FETCH, folder, ...refs], this.#request);
  }

  /** Creates the repository, or adds what it lacks. */
  async initialize(): Promise<void> {
    await makeFolder(this.path);
    await this.run(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '.']);
  }

  /** Returns the oid of the commit that a revision names; undefined if there is none, or it is missing. */
  async readOid(revision: string): Promise<string | undefined> {
    try {
      return (await this.run(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])).trim();
    } catch (error) {
      const isNoAnswer = error instanceof GitError || error instanceof HistoryError;
      if (isNoAnswer && !/not installed/.test(error.message)) return undefined;
      throw error;
    }
  }

  /** Returns the oid of a commit that a fetch has just named. Throws {@link HistoryError} if it cannot be read. */
  async readFetched(revision: string): Promise<string> {
    const oid = await this.readOid(revision);
    if (oid !== undefined) return oid;
    throw new HistoryError(`${this.path} is damaged: what was fetched cannot be read`);
  }

  /** Returns the commits at which history is cut off here; none if it is whole. */
  async readCut(): Promise<readonly string[]> {
    const text = await readFile(join(this.path, 'shallow'), 'utf8').catch(() => '');
    return text.split('\n').filter((oid) => /^[0-9a-f]{40,64}$/.test(oid));
  }
}
