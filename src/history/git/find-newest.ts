import type { Repository } from '../../git/repository.ts';
import { type FormulaFile, readTapFiles } from '../tap/tap-files.ts';

/** As of which commit to look, and how to stop. */
interface Moment {
  /** The oid of the newest commit that counts. */
  readonly head: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds which file with a name counts if a tap has it in two layouts at once: the one changed last, because that is the one the
 * tap maintains. Of files changed in one commit, the longer path counts, as in `formula_files_by_name` of
 * Library/Homebrew/tap.rb at aad366ffaf. A single file costs nothing.
 */
export async function findNewest(
  repository: Repository,
  { head, signal }: Moment,
  files: readonly FormulaFile[],
): Promise<FormulaFile | undefined> {
  if (files.length < 2) return files[0];
  const dated: { readonly file: FormulaFile; readonly at: number }[] = [];
  for (const file of files) {
    const log = repository.log({ from: head, file: file.path, limit: 1, signal });
    for await (const { commit } of log) dated.push({ file, at: Date.parse(commit.date) });
  }
  const newestFirst = dated.toSorted(
    (a, b) => b.at - a.at || b.file.path.length - a.file.path.length,
  );
  return newestFirst[0]?.file;
}

/** Lists the formula files of a commit by name; if a name has several, the one that counts. */
export async function listNewestFiles(
  repository: Repository,
  moment: Moment,
): Promise<ReadonlyMap<string, FormulaFile>> {
  const files = await readTapFiles(repository, moment.head);
  const newest = new Map<string, FormulaFile>();
  for (const [name, all] of await files.listAll()) {
    const file = await findNewest(repository, moment, all);
    if (file !== undefined) newest.set(name, file);
  }
  return newest;
}
