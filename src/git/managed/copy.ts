import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeFolder } from '../../store/place/make-folder.ts';
import { requireGit } from '../queries.ts';
import { CopyFolder } from './copy-folder.ts';
import type { CopyRequest } from './copy-request.ts';

/** The branch that the copy shows; set only when everything that was asked for is there. */
export const BRANCH = 'refs/heads/main';

/** From March 2021: the first that takes settings from its environment, which other users cannot read. */
export const OLDEST_GIT = '2.31.0';

/** About 50 MB of formulae and their folders. */
const OBJECTS_AT_ONCE = 100_000;

/** A copy that is being made or updated: its repositories. All except the shown one exist only while something is fetched. */
export interface Copy {
  readonly request: CopyRequest;
  /** How many objects may be fetched at once. */
  readonly objectsAtOnce: number;
  /** The repository that readers open. */
  readonly shown: CopyFolder;
  /** Has the same objects, its own references, each with all of its history, and knows of no cut. */
  readonly work: CopyFolder;
  /** Has its own objects: commits without their files. */
  readonly list: CopyFolder;
  /** Has nothing but its own cut: what is to be shown is tried here first. */
  readonly check: CopyFolder;
  /** Where the objects of `shown` and `work` are. */
  readonly objects: string;
}

/** Names the repositories of a copy; creates none. */
export function openCopy(request: CopyRequest): Copy {
  const { path, objectsAtOnce = OBJECTS_AT_ONCE } = request;
  const objects = join(path, 'objects');
  const shared = { GIT_OBJECT_DIRECTORY: objects };
  return {
    request,
    objectsAtOnce,
    objects,
    shown: new CopyFolder(path, request),
    work: new CopyFolder(join(path, 'brewpull/work.git'), request, shared),
    list: new CopyFolder(join(path, 'brewpull/commits.git'), request),
    check: new CopyFolder(join(path, 'brewpull/check.git'), request, shared),
  };
}

/** Creates the shown repository and the working one, or completes what a killed run left of them. */
export async function prepareCopy(copy: Copy): Promise<void> {
  const { shown, work } = copy;
  await makeFolder(work.path);
  await requireGit(shown.location, OLDEST_GIT);
  await removeLeftovers(copy);
  await shown.initialize();
  await work.initialize();
}

/** Removes what exists only while something is fetched. */
export async function removeWork({ shown }: Copy): Promise<void> {
  await rm(join(shown.path, 'brewpull'), { recursive: true, force: true });
}

/** Removes everything in a damaged copy. */
export async function removeCopy({ shown }: Copy): Promise<void> {
  await rm(shown.path, { recursive: true, force: true });
  await makeFolder(shown.path);
}

/** Removes locks and unfinished packs that a killed run left: the caller holds brewpull's mutex, so no git is running here. */
async function removeLeftovers({ shown }: Copy): Promise<void> {
  for (const entry of await readdir(shown.path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const isLeftover = /\.(?:lock|keep)$|^gc\.pid$|^tmp_/.test(entry.name);
    if (isLeftover) await rm(join(entry.parentPath, entry.name), { force: true });
  }
}
