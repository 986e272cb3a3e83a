import { HistoryError } from '../../core/errors.ts';
import type { Repository } from '../../git/repository.ts';
import type { AnswersHeader } from '../../history/answers-file/answers.ts';
import { findStart } from '../../history/git/start.ts';

/** The commit of a clone that matches the head of a file. */
export interface SameMoment {
  readonly commit: string;
  readonly date: string;
  /** How far the clone can confirm: to the date of the file's head if the clone has newer commits, else to this commit. */
  readonly until: string;
  /** Whether it is the very commit that the file was made from, rather than the last one up to its date. */
  readonly isSameHistory: boolean;
}

/** Finds a file's head in a clone, or else the newest commit up to its date. Throws {@link HistoryError} if there is none. */
export async function findSameMoment(
  repository: Repository,
  head: AnswersHeader['head'],
): Promise<SameMoment> {
  const own = head.commit === undefined ? undefined : await repository.findCommit(head.commit);
  const commit = own ?? (await findStart(repository, { before: afterwards(head.date) }));
  const date = await dateOf(repository, commit);
  const isNewest = commit === (await findStart(repository, {}));
  return { commit, date, until: isNewest ? date : head.date, isSameHistory: own !== undefined };
}

/** Returns one second after a date, so that a commit of that very moment counts. */
function afterwards(date: string): string {
  return new Date(Date.parse(date) + 1000).toISOString();
}

async function dateOf(repository: Repository, from: string): Promise<string> {
  for await (const { commit } of repository.log({ from, firstParent: true, limit: 1 })) {
    return commit.date;
  }
  throw new HistoryError(`${repository.path} has no commit ${from}`);
}
