import type { Repository } from '../../git/repository.ts';
import { findNameInPath, listCorePaths, listPathPatterns } from '../tap/formula-path.ts';
import type { GitSpot } from './git-tap.ts';

/** Which formulae are looked for, and where. */
export interface RemovalRequest {
  readonly repository: Repository;
  /** The newest commit that counts; none of the names has a file there. */
  readonly from: string;
  readonly names: readonly string[];
  /** Whether the tap is laid out as homebrew-core: then only its two places are asked, one path at a time, which git does fastest. */
  readonly isSharded: boolean;
  readonly signal?: AbortSignal | undefined;
}

interface Removal extends GitSpot {
  readonly date: string;
}

/**
 * Finds the newest commit that removed a formula of one of these names, as the path that ends there. Reads history to the end
 * when there is none.
 */
export async function findLastRemoval(request: RemovalRequest): Promise<GitSpot | undefined> {
  const { names, isSharded } = request;
  if (names.length === 0) return undefined;
  if (!isSharded) return findFirst(request, { globs: names.flatMap(listPathPatterns) });
  const removals: Removal[] = [];
  for (const name of names) {
    const found = await Promise.all(
      listCorePaths(name).map((file) => findFirst(request, { file })),
    );
    removals.push(...found.filter((each) => each !== undefined));
  }
  return removals.toSorted((a, b) => Date.parse(b.date) - Date.parse(a.date))[0];
}

async function findFirst(
  { repository, from, names, signal }: RemovalRequest,
  what: { readonly file: string } | { readonly globs: readonly string[] },
): Promise<Removal | undefined> {
  for await (const { commit, changes } of repository.log({ from, signal, ...what })) {
    const removal = changes.find(
      ({ path, newBlob }) => newBlob === undefined && names.includes(findNameInPath(path) ?? ''),
    );
    if (removal !== undefined) {
      const { path } = removal;
      const name = findNameInPath(path) ?? path;
      return { path, name, from: commit.oid, oid: undefined, date: commit.date };
    }
  }
  return undefined;
}
