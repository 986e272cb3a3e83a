import { type GitLocation, readGit } from './git-process.ts';

/** A file that a commit moved. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** Which renames to look for. */
export interface RenameRequest {
  readonly commit: string;
  readonly similarityPercent: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Lists the files a commit moved, compared with its first parent. At 100 only files with unchanged content count, and no
 * content is read; below that git compares contents by percentage of similarity.
 */
export async function listRenames(
  location: GitLocation,
  { commit, similarityPercent, signal }: RenameRequest,
): Promise<Rename[]> {
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--raw',
    '--no-commit-id',
    `-M${similarityPercent}%`,
    '--diff-filter=R',
    `${commit}^1`,
    commit,
  ];
  const fields = (await readGit(location, args, { signal })).toString().split('\0');
  const renames: Rename[] = [];
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [from, to] = [fields[index + 1], fields[index + 2]];
    if (from !== undefined && to !== undefined) renames.push({ from, to });
  }
  return renames;
}
