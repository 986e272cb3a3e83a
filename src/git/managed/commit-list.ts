import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { measureFolder } from '../../store/blobs/cache-usage.ts';
import { streamGit } from '../git-process.ts';
import { initialize, readFetched, type CopyFolder, type CopyFolders } from './copy-folders.ts';
import type { CopyRequest } from './copy-request.ts';
import { REMOTE } from './network/git-environment.ts';
import type { ListedCommit } from './plan-steps.ts';
import { runGit } from './network/run-git.ts';

/** All commits of a remote, as far as the copy is without them. */
export interface CommitList {
  readonly head: string;
  /** What it takes. */
  readonly listBytes: number;
  /** Whether files came along: the server cannot send a list alone. */
  readonly isEverything: boolean;
  /** The repository that has it. */
  readonly folder: CopyFolder;
}

const HEAD = 'refs/brewpull/head';

/**
 * Fetches the commits of a remote without their files: a tenth to a third of what all takes. What an earlier run fetched of
 * them stays, and those that a whole copy has are not fetched.
 */
export async function fetchCommitList(
  folders: CopyFolders,
  request: CopyRequest,
  isWhole: boolean,
): Promise<CommitList> {
  const folder = folders.list;
  await initialize(folder, request);
  // Git tells the server that it has the whole history of that branch, which holds only for a whole copy.
  const borrowed = isWhole ? '../../../objects\n' : '';
  await writeFile(join(folder.path, 'objects/info/alternates'), borrowed);
  const fetch = ['fetch', '--progress', '--no-tags', '--no-write-fetch-head', '--filter=tree:0'];
  await runGit(folder.fetching, [...fetch, REMOTE, `+HEAD:${HEAD}`], request);
  const head = await readFetched(folder, HEAD, request);
  const isEverything =
    (await hasAll(folder, request, ['--max-count=1', head])) &&
    (await hasAll(folder, request, [head]));
  return { head, isEverything, listBytes: await measureFolder(folder.path), folder };
}

/** Brings into the copy what came along with a list that is everything. */
export async function adoptList({ work }: CopyFolders, request: CopyRequest): Promise<void> {
  const environment = { ...work.own.environment, GIT_ALLOW_PROTOCOL: 'file' };
  const fetch = ['fetch', '--progress', '--no-tags', '--no-write-fetch-head'];
  const from = ['../commits.git', `+${HEAD}:${HEAD}`];
  await runGit({ ...work.own, environment }, [...fetch, ...from], request);
}

/** Counts the commits of a list without those that others stand on. */
export async function countCommits(
  { folder, head }: CommitList,
  request: CopyRequest,
  without: readonly string[],
): Promise<number> {
  const args = ['rev-list', '--count', '--ignore-missing', head, '--not', ...without, '--'];
  return Number((await runGit(folder.own, args, request)).trim());
}

/** Lists commits, parents first: those that the targets stand on, without those that others stand on. */
export async function* readCommits(
  { folder }: CommitList,
  targets: readonly string[],
  options: { readonly without: readonly string[]; readonly signal: AbortSignal | undefined },
): AsyncGenerator<ListedCommit, void, undefined> {
  const order = ['--topo-order', '--reverse', '--ignore-missing'];
  const range = [...targets, '--not', ...options.without];
  const args = ['log', ...order, '--format=%H %T %ct %P', ...range, '--'];
  let rest = '';
  for await (const chunk of streamGit(folder.own, args, options)) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [oid = '', tree = '', seconds, ...parents] = line.split(' ');
      yield { oid, tree, seconds: Number(seconds), parents: parents.filter((each) => each !== '') };
    }
  }
}

/** Tells whether nothing that commits name is missing. */
async function hasAll(
  folder: CopyFolder,
  request: CopyRequest,
  revisions: readonly string[],
): Promise<boolean> {
  const args = ['rev-list', '--objects', '--missing=print', ...revisions];
  for await (const chunk of streamGit(folder.own, args, request)) {
    if (/(?:^|\n)\?/.test(chunk.toString('latin1'))) return false;
  }
  return true;
}
