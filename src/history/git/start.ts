import { HistoryError, UsageError } from '../../core/errors.ts';
import type { Repository } from '../../git/repository.ts';

/** Where a walk begins: at the newest state, or at an earlier one. */
export interface StartRequest {
  /** A revision; by default HEAD, or the remote's default branch. */
  readonly head?: string | undefined;
  /**
   * The newest commit before this moment, by commit time on the first-parent line: `YYYY-MM-DD` (when that day begins
   * in UTC) or a time with its zone, `2023-09-28T12:00:00Z`.
   */
  readonly before?: string | undefined;
  /** This commit: an oid, perhaps abbreviated, or any revision. Overrides `head`. */
  readonly at?: string | undefined;
}

const HEADS = ['HEAD', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'];
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Finds the oid of the commit a walk begins at. Throws {@link UsageError} or {@link HistoryError}. */
export async function findStart(
  repository: Repository,
  request: StartRequest,
  signal?: AbortSignal,
): Promise<string> {
  const before = request.before === undefined ? undefined : parseMoment(request.before);
  const head = await findHead(repository, request);
  if (before === undefined) return head;
  // Git's own date parser fills in a missing time with the current time of day.
  const untilSeconds = Math.ceil(before / 1000) - 1;
  const log = repository.log({ from: head, firstParent: true, limit: 1, untilSeconds, signal });
  for await (const { commit } of log) return commit.oid;
  throw new HistoryError(
    `the history in ${repository.path} has no commit before ${request.before}`,
  );
}

/** Parses a moment in history into milliseconds since 1970. Throws {@link UsageError}. */
function parseMoment(text: string): number {
  const [milliseconds, day] = MOMENT.test(text)
    ? [Date.parse(text), Date.parse(text.slice(0, 10))]
    : [Number.NaN, Number.NaN];
  // JavaScript takes 31 February for 3 March.
  const isReal =
    !Number.isNaN(milliseconds) && new Date(day).toISOString().slice(0, 10) === text.slice(0, 10);
  if (!isReal) throw notAMoment(text);
  return milliseconds;
}

async function findHead(repository: Repository, { head, at }: StartRequest): Promise<string> {
  const asked = at ?? head;
  for (const revision of asked === undefined ? HEADS : [asked]) {
    const oid = await repository.findCommit(revision);
    if (oid !== undefined) return oid;
  }
  if (asked !== undefined) {
    throw new HistoryError(`${repository.path} has no commit ${asked}`, {
      hint: 'Use an oid that git log lists there, or update the clone.',
    });
  }
  await requireWhole(repository);
  throw new HistoryError(`${repository.path} has no commits`, {
    hint: 'Set --tap-dir to a clone of a Homebrew tap, or use --history registry.',
  });
}

/** Throws {@link HistoryError} if HEAD names a commit that cannot be read: that is damage, not an empty repository. */
async function requireWhole(repository: Repository): Promise<void> {
  try {
    for await (const _ of repository.log({ from: 'HEAD', limit: 1 })) return;
  } catch (error) {
    // For an unborn branch, git words it differently: it knows no such revision.
    if (error instanceof HistoryError) throw error;
  }
}

function notAMoment(text: string): UsageError {
  return new UsageError(`${JSON.stringify(text)} is not a date`, {
    hint: 'Use a date such as 2023-09-28 or 2023-09-28T12:00:00Z.',
  });
}
