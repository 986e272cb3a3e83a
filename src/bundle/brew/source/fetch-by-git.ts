import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { GitError, HistoryError, InvalidFileError, UsageError } from '../../../core/errors.ts';
import { MissingRefError } from '../../../git/managed/network/fetch-failure.ts';
import { CopyFolder } from '../../../git/managed/copy-folder.ts';
import { OLDEST_GIT } from '../../../git/managed/copy.ts';
import type { RemoteAddress } from '../../../git/managed/network/remote-address.ts';
import { requireGit } from '../../../git/queries.ts';
import { openRepository, type Repository } from '../../../git/repository.ts';
import { readingEnvironment } from '../../../git/environment.ts';
import { withMutex } from '../../../store/mutex/mutex.ts';
import type { ReceiptConnection } from '../../../receipt/receipt.ts';
import { makeFolder } from '../../../store/place/make-folder.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { openGitNetwork } from '../../../workspace/network/git-network.ts';
import { makeSourceTree, type SourceTree, type TreeFile } from './source-tree.ts';

/** A tree as one source sent it. */
export interface FetchedTree {
  readonly tree: SourceTree;
  /** What the source says about the tag; undefined if it does not say. */
  readonly said: {
    readonly commit: string | undefined;
    readonly tree: string | undefined;
    /** The day of the commit in UTC. */
    readonly date: string | undefined;
  };
  /** Who sent it; undefined if that is not known, or if nobody did. */
  readonly connection?: ReceiptConnection | undefined;
}

/** Says why git cannot be used on this machine; undefined if it can. Throws `StoreError`. */
export async function findGitFault({
  cacheDirectory: path,
  options,
}: Brewpull): Promise<GitError | undefined> {
  await makeFolder(path);
  const environment = readingEnvironment(options.environment);
  try {
    await requireGit({ path, environment, signal: options.signal }, OLDEST_GIT);
    return undefined;
  } catch (error) {
    if (error instanceof GitError) return error;
    throw error;
  }
}

/**
 * Fetches one tag, and nothing of its history, into a repository that is removed afterwards; two runs take turns. Throws
 * `GitError`, `NetworkError`, `HistoryError`, `UsageError` if there is no such tag, {@link InvalidFileError} for a tree that must
 * not be unpacked, `StoreError`.
 */
export async function fetchTreeByGit(
  { cacheDirectory, options }: Brewpull,
  remote: RemoteAddress,
  tag: string,
): Promise<FetchedTree> {
  const { signal, onEvent, environment } = options;
  // Always the same name, so that a killed run leaves only what the next one removes.
  const path = join(cacheDirectory, 'brew', 'tag.git');
  await makeFolder(dirname(path));
  return withMutex(`${path}.lock`, { signal, onEvent }, async (mutex) => {
    await rm(path, { recursive: true, force: true });
    const folder = new CopyFolder(path, {
      path,
      remote,
      network: await openGitNetwork(options, dirname(path)),
      signal: mutex.signal,
      onProgress: (progress) => onEvent({ type: 'sync', ...progress }),
    });
    try {
      await folder.initialize();
      await fetchTag(folder, tag, remote.url);
      const repository = await openRepository(path, {
        environment,
        mayBeShallow: true,
        signal: mutex.signal,
      });
      try {
        return await readTag(folder, repository, tag);
      } finally {
        await repository.close();
      }
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });
}

async function fetchTag(folder: CopyFolder, tag: string, url: string): Promise<void> {
  try {
    await folder.fetch([`+${refOf(tag)}:${refOf(tag)}`], { flag: '--depth=1' });
  } catch (error) {
    if (!(error instanceof MissingRefError)) throw error;
    throw new UsageError(`${url} has no tag ${tag}`, {
      cause: error,
      hint: 'Name another release with --brew, or another place with --brew-source.',
    });
  }
}

async function readTag(
  folder: CopyFolder,
  repository: Repository,
  tag: string,
): Promise<FetchedTree> {
  const line = await folder.run(['log', '--no-walk', '--format=%H %T %ct', refOf(tag)]);
  const [, commit, tree, seconds] = /^([0-9a-f]{40}) ([0-9a-f]{40}) (\d+)\n$/.exec(line) ?? [];
  if (commit === undefined || tree === undefined) {
    throw new HistoryError(`the tag ${tag} is not a commit of a SHA-1 repository`);
  }
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
  const list = await folder.run(['ls-tree', '-r', '-z', '--full-tree', refOf(tag)]);
  const entries = parseList(list, tag);
  const contents = await repository.readObjects(entries.map(({ oid }) => oid));
  const files = entries.map(({ path, mode }, index): TreeFile => {
    const bytes = contents[index];
    if (bytes !== undefined) return { path, mode, bytes };
    throw new InvalidFileError(`${path} of Homebrew ${tag} is larger than any of its files`);
  });
  return { tree: makeSourceTree(files, `Homebrew ${tag}`), said: { commit, tree, date } };
}

function refOf(tag: string): string {
  return `refs/tags/${tag}`;
}

/** https://git-scm.com/docs/git-ls-tree: `mode SP type SP oid TAB path NUL`. */
function parseList(
  list: string,
  tag: string,
): readonly (Pick<TreeFile, 'path' | 'mode'> & { readonly oid: string })[] {
  return list
    .split('\0')
    .slice(0, -1)
    .map((line) => {
      const [, mode, oid, path] = /^(\d{6}) \w+ ([0-9a-f]{40})\t(.+)$/s.exec(line) ?? [];
      const isKnown = mode === '100644' || mode === '100755' || mode === '120000';
      if (isKnown && oid !== undefined && path !== undefined && !path.includes('\ufffd')) {
        return { path, mode, oid };
      }
      throw new InvalidFileError(
        `Homebrew ${tag}: ${JSON.stringify(line.slice(0, 200))} is not a file or link of its own`,
      );
    });
}
