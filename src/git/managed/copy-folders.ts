import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { GitError, HistoryError } from '../../core/errors.ts';
import type { GitLocation } from '../git-process.ts';
import { requireGit } from '../queries.ts';
import type { CopyRequest } from './copy-request.ts';
import { fetchEnvironment, ownEnvironment } from './network/git-environment.ts';
import { runGit } from './network/run-git.ts';

/** What the copy shows; set only when all that was asked for is there. */
export const BRANCH = 'refs/heads/main';

/** March 2021: the first that takes settings from its environment, where no one else reads them. */
const OLDEST_GIT = '2.31.0';

/**
 * One of the repositories that a copy consists of. The shown one is what readers open. The others are in its folder while
 * something is fetched: `work` has the same objects but references of its own, each of which has all of its history there, and
 * knows of no cut; `list` has objects of its own, commits without their files.
 */
export interface CopyFolder {
  readonly path: string;
  /** For commands that stay on this machine. */
  readonly own: GitLocation;
  /** For commands that fetch. */
  readonly fetching: GitLocation;
}

/** The repositories of one copy. */
export interface CopyFolders {
  readonly shown: CopyFolder;
  readonly work: CopyFolder;
  readonly list: CopyFolder;
  /** Has nothing but a cut of its own: what is to be shown is tried there first. */
  readonly check: CopyFolder;
  /** Where the objects of shown and work are. */
  readonly objects: string;
}

/** Names the repositories of a copy; makes none. */
export function copyFolders(request: CopyRequest): CopyFolders {
  const { path, network, remote } = request;
  const objects = join(path, 'objects');
  const at = (folder: string, more: Readonly<Record<string, string>> = {}): CopyFolder => ({
    path: folder,
    own: { path: folder, environment: { ...ownEnvironment(network), ...more } },
    fetching: { path: folder, environment: { ...fetchEnvironment(network, remote), ...more } },
  });
  return {
    objects,
    shown: at(path),
    work: at(join(path, 'brewpull/work.git'), { GIT_OBJECT_DIRECTORY: objects }),
    list: at(join(path, 'brewpull/commits.git')),
    check: at(join(path, 'brewpull/check.git'), { GIT_OBJECT_DIRECTORY: objects }),
  };
}

/** Makes the shown repository and the one to work in, also over what a run that was killed left of them. */
export async function prepareFolders(folders: CopyFolders, request: CopyRequest): Promise<void> {
  const { shown, work } = folders;
  await mkdir(work.path, { recursive: true });
  await requireGit({ ...shown.own, signal: request.signal }, OLDEST_GIT);
  await removeLeftovers(folders);
  await initialize(shown, request);
  await initialize(work, request);
}

/** Makes a repository, or adds what is missing of it. */
export async function initialize(folder: CopyFolder, request: CopyRequest): Promise<void> {
  await mkdir(folder.path, { recursive: true });
  const init = ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '.'];
  await runGit(folder.own, init, request);
}

/** Removes what is only there while something is fetched. */
export async function removeWork({ shown }: CopyFolders): Promise<void> {
  await rm(join(shown.path, 'brewpull'), { recursive: true, force: true });
}

/** Removes all that is there, for a copy that is damaged. */
export async function removeCopy({ shown }: CopyFolders): Promise<void> {
  await rm(shown.path, { recursive: true, force: true });
  await mkdir(shown.path, { recursive: true });
}

/**
 * Removes locks and unfinished packs that a killed run left: whoever calls holds brewpull's own lock, so no git can be at
 * work here.
 */
async function removeLeftovers({ shown }: CopyFolders): Promise<void> {
  for (const entry of await readdir(shown.path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const isLeftover = /\.(?:lock|keep)$|^gc\.pid$|^tmp_/.test(entry.name);
    if (isLeftover) await rm(join(entry.parentPath, entry.name), { force: true });
  }
}

/** Gives the oid of the commit that a revision names; undefined when there is none, or it is not there. */
export async function readOid(
  folder: CopyFolder,
  revision: string,
  request: CopyRequest,
): Promise<string | undefined> {
  try {
    const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
    return (await runGit(folder.own, args, request)).trim();
  } catch (error) {
    const isNoAnswer = error instanceof GitError || error instanceof HistoryError;
    if (isNoAnswer && !/not installed/.test(error.message)) return undefined;
    throw error;
  }
}

/** Gives the oid of a commit that a fetch has just named. Throws {@link HistoryError} when it cannot be read. */
export async function readFetched(
  folder: CopyFolder,
  revision: string,
  request: CopyRequest,
): Promise<string> {
  const oid = await readOid(folder, revision, request);
  if (oid !== undefined) return oid;
  throw new HistoryError(`${folder.path} is damaged: what was fetched cannot be read`);
}

/** Gives the commits at which a copy was cut off; none when it is whole. */
export async function readCut({ path }: CopyFolder): Promise<readonly string[]> {
  const text = await readFile(join(path, 'shallow'), 'utf8').catch(() => '');
  return text.split('\n').filter((oid) => /^[0-9a-f]{40,64}$/.test(oid));
}
