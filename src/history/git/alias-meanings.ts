import type { Repository } from '../../git/repository.ts';
import type { AliasMeaning } from '../rules/tap.ts';
import { ALIAS_FOLDERS, readLinkedName } from '../tap/tap-names.ts';
import { walkPath } from './walk-path.ts';

/** Lists what an alias led to, newest first, up to the commit `head`. Reads the whole history of its link. */
export async function listAliasMeanings(
  {
    repository,
    head,
    signal,
  }: {
    readonly repository: Repository;
    readonly head: string;
    readonly signal?: AbortSignal | undefined;
  },
  alias: string,
): Promise<readonly AliasMeaning[]> {
  const meanings: AliasMeaning[] = [];
  for (const folder of ALIAS_FOLDERS) {
    const path = `${folder}/${alias}`;
    const newest = await repository.read(`${head}:${path}`);
    const oid = newest.status === 'found' ? newest.oid : undefined;
    const log = repository.log({ from: head, file: path, signal });
    for await (const { commit, after } of walkPath(log, { path, oid, isWhole: true })) {
      const target = after === undefined ? undefined : await readLinkedName(repository, after);
      meanings.push({ from: commit.date, target });
    }
  }
  // Git lists each folder newest first; a tap that moved its aliases has both folders.
  return meanings.toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from));
}
