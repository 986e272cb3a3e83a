import { type BrewpullError, GitError } from '../../../core/errors.ts';
import { redactText } from '../../../core/redact.ts';
import { explainFailedWriter } from '../../../store/store-failure.ts';
import { explainGitFailure, type GitFailure } from '../../git-failure.ts';
import { explainUnreachable, type FetchRoute } from './fetch-words.ts';

const CHECK_ADDRESS = 'Check the address of the repository (--remote, --tap, --brew-source).';

/** Lines that git passes on from the server: a full disk there is not one here. */
const SAID_BY_SERVER = /^(?:remote:|fatal: remote error:)[^\n]*/gm;

const UNREACHABLE =
  /Could not resolve|Failed to connect|Connection (?:refused|reset|timed out)|unable to access|Operation timed out|early EOF|RPC failed|hung up|Empty reply|Recv failure|certificate|SSL|TLS/i;

const NO_ACCESS =
  /does not appear to be a git repository|strange (?:path|host)name|repository .*not found|Authentication failed|could not read (?:Username|Password|from remote)/i;

/** The remote has no such reference. */
export class MissingRefError extends GitError {}

/** What is known about a git command that failed, and what it tried to reach. */
export interface FetchFailure extends GitFailure {
  readonly route?: FetchRoute | undefined;
}

/** Explains why a git command on brewpull's own repositories failed, without any secrets in git's words. */
export function explainFetchFailure(failure: FetchFailure): BrewpullError {
  const { path, cause, route } = failure;
  const stderr = redactText(failure.stderr);
  const refused = explainFailedWriter(path, stderr.replaceAll(SAID_BY_SERVER, ''), cause);
  if (refused !== undefined) return refused;
  const lines = stderr.split('\n');
  const line = lines.find((each) => /^(?:fatal|error):/.test(each)) ?? lines.at(-1) ?? '';
  const reason = line.replace(/^(?:fatal|error):\s*/, '');
  if (/couldn't find remote ref HEAD/i.test(stderr)) {
    return new GitError('the repository to fetch has no commits', { cause, hint: CHECK_ADDRESS });
  }
  const [, missing] = /couldn't find remote ref (\S+)/i.exec(stderr) ?? [];
  if (missing !== undefined) {
    return new MissingRefError(`the repository to fetch has no ${missing}`, {
      cause,
      hint: CHECK_ADDRESS,
    });
  }
  const [, transport] = /transport '([\w-]+)' not allowed/.exec(stderr) ?? [];
  if (transport !== undefined) {
    return new GitError(`git is not allowed to fetch over ${transport}`, {
      cause,
      hint: CHECK_ADDRESS,
    });
  }
  if (UNREACHABLE.test(stderr)) {
    return explainUnreachable(reason, route, cause);
  }
  if (NO_ACCESS.test(stderr)) {
    return new GitError(`git could not fetch: ${reason}`, { cause, hint: CHECK_ADDRESS });
  }
  return explainGitFailure({ ...failure, stderr });
}
