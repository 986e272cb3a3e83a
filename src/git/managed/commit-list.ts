import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { measureFolder } from '../../store/blobs/cache-usage.ts';
import type { CopyFolder } from './copy-folder.ts';
import type { Copy } from './copy.ts';
import type { ListedCommit } from './plan-steps.ts';

/** All commits of a remote, as far as the copy is without them. */
export interface CommitList {
  readonly head: string;
  /** What it takes. */
  readonly listBytes: number;
  /** Whether files came along: the server cannot send a list alone. */
  readonly isEverything: boolean;
}

const HEAD = 'refs/brewpull/head';

/**
 * Fetches the commits of a remote without their files: a tenth to a third of what all takes. What an earlier run fetched of
 * them stays, and those that a whole copy has are not fetched.
 */
export async function fetchCommitList({ list }: Copy, isWhole: boolean): Promise<CommitList> {
  await list.initialize();
  // A borrowed branch says to the server that all of its history is here, which is true for a whole copy only.
  const borrowed = isWhole ? '../../../objects\n' : '';
  await writeFile(join(list.path, 'objects/info/alternates'), borrowed);
  await list.fetch([`+HEAD:${HEAD}`], { flag: '--filter=tree:0' });
  const head = await list.readFetched(HEAD);
  const isEverything =
    (await hasAll(list, ['--max-count=1', head])) && (await hasAll(list, [head]));
  return { head, isEverything, listBytes: await measureFolder(list.path) };
}

/** Brings into the copy what came along with a list that is everything. */
export async function adoptList({ work, request }: Copy): Promise<void> {
  request.onCost?.({ kind: 'one-piece' });
  await work.fetchFrom('../commits.git', [`+${HEAD}:${HEAD}`]);
}

/** Counts the commits of a list without those that others descend from. */
export async function countCommits(
  { list }: Copy,
  head: string,
  without: readonly string[],
): Promise<number> {
  const args = ['rev-list', '--count', '--ignore-missing', head, '--not', ...without, '--'];
  return Number((await list.run(args)).trim());
}

/** Lists commits, parents first: the targets and all before them, without others and all before those. */
export async function* readCommits(
  { list }: Copy,
  targets: readonly string[],
  without: readonly string[],
): AsyncGenerator<ListedCommit, void, undefined> {
  const order = ['--topo-order', '--reverse', '--ignore-missing'];
  const range = [...targets, '--not', ...without];
  let rest = '';
  for await (const chunk of list.stream([
    'log',
    ...order,
    '--format=%H %T %ct %P',
    ...range,
    '--',
  ])) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [oid = '', tree = '', seconds, ...parents] = line.split(' ');
      yield { oid, tree, seconds: Number(seconds), parents: parents.filter((each) => each !== '') };
    }
  }
}

/** Tells whether nothing that commits name is missing. */
async function hasAll(list: CopyFolder, revisions: readonly string[]): Promise<boolean> {
  for await (const chunk of list.stream([
    'rev-list',
    '--objects',
    '--missing=print',
    ...revisions,
  ])) {
    if (/(?:^|\n)\?/.test(chunk.toString('latin1'))) return false;
  }
  return true;
}
