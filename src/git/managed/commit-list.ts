import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { measureFolder } from '../../store/blobs/cache-usage.ts';
import type { CopyFolder } from './copy-folder.ts';
import type { Copy } from './copy.ts';
import type { ListedCommit } from './plan-steps.ts';

/** All commits of a remote that the copy lacks. */
export interface CommitList {
  readonly head: string;
  /** The size of the list on disk. */
  readonly listBytes: number;
  /** Whether files came with it: the server cannot send a list alone. */
  readonly isEverything: boolean;
}

const HEAD = 'refs/brewpull/head';

/**
 * Fetches the commits of a remote without their files: a tenth to a third of the size of everything. Commits fetched by an
 * earlier run are kept, and those that a whole copy has are not fetched.
 */
export async function fetchCommitList({ list }: Copy, isWhole: boolean): Promise<CommitList> {
  await list.initialize();
  // A borrowed branch tells the server that all of its history is here, which is only true of a whole copy.
  const borrowed = isWhole ? '../../../objects\n' : '';
  await writeFile(join(list.path, 'objects/info/alternates'), borrowed);
  await list.fetch([`+HEAD:${HEAD}`], { flag: '--filter=tree:0' });
  const head = await list.readFetched(HEAD);
  const isEverything =
    (await hasAll(list, ['--max-count=1', head])) && (await hasAll(list, [head]));
  return { head, isEverything, listBytes: await measureFolder(list.path) };
}

/** Brings everything that came with a complete list into the copy. */
export async function adoptList({ work, request }: Copy): Promise<void> {
  request.onCost?.({ kind: 'one-piece' });
  await work.fetchFrom('../commits.git', [`+${HEAD}:${HEAD}`]);
}

/** Counts the commits of a list, without the commits in `without` and their ancestors. */
export async function countCommits(
  { list }: Copy,
  head: string,
  without: readonly string[],
): Promise<number> {
  const args = ['rev-list', '--count', '--ignore-missing', head, '--not', ...without, '--'];
  return Number((await list.run(args)).trim());
}

/** Lists commits, parents first: the targets and their ancestors, without the commits in `without` and their ancestors. */
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

/** Returns whether nothing that these commits refer to is missing. */
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
