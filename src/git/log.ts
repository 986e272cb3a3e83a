import { type GitLocation, readGit, streamGit } from './git-process.ts';
import {
  LOG_FORMAT,
  type LogEntry,
  LogParser,
  parseRawChanges,
  type RawChange,
} from './log-parser.ts';
import { readAhead } from './read-ahead.ts';

/** Which commits a log asks for. */
export interface LogRequest {
  /** The oid of the newest commit. */
  readonly from: string;
  /** Only commits that changed this file; each is yielded as soon as git finds it. */
  readonly file?: string;
  /** Only commits that changed one of these files. */
  readonly files?: readonly string[];
  /** Only commits that changed a file matching one of these; `**` matches any number of folders. Much slower than `file`. */
  readonly globs?: readonly string[];
  /** The maximum number of commits. */
  readonly limit?: number;
  /** Only the first-parent line; merges show everything they brought in. */
  readonly firstParent?: boolean;
  /** Only commits without a parent. */
  readonly rootsOnly?: boolean;
  /** Leaves out what the commits changed. */
  readonly withoutChanges?: boolean;
  /** Only commits whose commit time, in seconds, is at most this. */
  readonly untilSeconds?: number;
  readonly signal?: AbortSignal | undefined;
}

const RAW_OPTIONS = ['-z', '--raw', '--no-abbrev', '--no-renames'];

/**
 * Lists commits, newest first, while git finds them, simplified to the line on which the paths became what they are; a merge
 * that differs from all its parents has its changes against the first one. Leaving the loop stops git.
 */
export async function* streamLog(
  location: GitLocation,
  request: LogRequest,
): AsyncGenerator<LogEntry, void, undefined> {
  const changesPerCommit = request.file === undefined ? Infinity : 1;
  const parser = new LogParser({ changesPerCommit });
  for await (const chunk of streamGit(location, logArguments(request), request)) {
    yield* withMerges(location, request, parser.feed(chunk));
  }
  yield* withMerges(location, request, parser.end());
}

/** How much of a whole log git may print before it is read. */
const AHEAD_BYTES = 1024 * 1024;

/** Lists a commit and all before it, newest first, as many at a time as git prints at once. Leaving the loop stops git. */
export async function* streamWholeLog(
  location: GitLocation,
  request: Pick<LogRequest, 'from' | 'signal'>,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  const parser = new LogParser({ changesPerCommit: Infinity });
  const output = streamGit(location, logArguments(request), request);
  const ahead = { most: AHEAD_BYTES, weigh: (chunk: Buffer) => chunk.length };
  for await (const chunks of readAhead(output, ahead)) {
    for (const chunk of chunks) yield parser.feed(chunk);
  }
  yield parser.end();
}

/** With a single literal path, and only then, git 2.39 uses the changed-path filters of a commit-graph. */
function pathspecs({ file, files = [], globs = [] }: LogRequest): string[] {
  const literal = file === undefined ? files : [file, ...files];
  return [...literal.map((each) => `:(literal)${each}`), ...globs.map((glob) => `:(glob)${glob}`)];
}

function logArguments(request: LogRequest): string[] {
  const { from, limit, firstParent = false, rootsOnly = false, untilSeconds } = request;
  const { withoutChanges = false } = request;
  return [
    'log',
    // Git compares all files even if it prints nothing about them.
    ...(withoutChanges ? ['-z', '--no-patch'] : RAW_OPTIONS),
    '--no-color',
    '--no-follow',
    '--encoding=UTF-8',
    LOG_FORMAT,
    ...(limit === undefined ? [] : [`--max-count=${limit}`]),
    ...(untilSeconds === undefined ? [] : [`--before=@${untilSeconds} +0000`]),
    ...(firstParent ? ['--first-parent', '-m'] : []),
    ...(rootsOnly ? ['--max-parents=0'] : []),
    from,
    '--',
    ...pathspecs(request),
  ];
}

/** Adds the changes of merges. Git omits them unless asked in ways that differ by version, so those few are queried singly. */
async function* withMerges(
  location: GitLocation,
  request: LogRequest,
  entries: readonly LogEntry[],
): AsyncGenerator<LogEntry, void, undefined> {
  for (const entry of entries) {
    const isBare = entry.parents.length > 1 && entry.changes.length === 0;
    yield isBare && pathspecs(request).length > 0
      ? { ...entry, changes: await listChanges(location, entry.commit.oid, request) }
      : entry;
  }
}

async function listChanges(
  location: GitLocation,
  commit: string,
  request: LogRequest,
): Promise<readonly RawChange[]> {
  const args = ['diff-tree', '-r', ...RAW_OPTIONS, `${commit}^1`, commit, '--'];
  return parseRawChanges(await readGit(location, [...args, ...pathspecs(request)], request));
}
