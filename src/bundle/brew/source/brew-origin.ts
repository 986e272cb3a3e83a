import { UsageError } from '../../../core/errors.ts';
import { withoutCredentials } from '../../../core/redact.ts';
import { parseRemote, type RemoteAddress } from '../../../git/managed/network/remote-address.ts';

/** Where Homebrew itself is published. */
const BREW_REPOSITORY = 'https://github.com/Homebrew/brew';

/** Where a tree of Homebrew is fetched from. */
export interface BrewOrigin {
  /** For git: a repository, on a server or on this machine. Undefined for an archive. */
  readonly remote: RemoteAddress | undefined;
  /** Where a server keeps the archive of a tag; undefined for an origin without an http address. */
  readonly archive: ((tag: string) => URL) | undefined;
  /** A repository or archive on this machine, so that no network is needed. */
  readonly localPath: string | undefined;
  /** For messages, lists and receipts, without credentials. */
  readonly shown: string;
}

/**
 * Parses `--brew-source`: the address of a repository (as in brew's own `HOMEBREW_BREW_GIT_REMOTE`), the path of a clone, or an
 * archive (`.tar.gz`) of one tag by address or path. `resolvePath` makes a path absolute. Throws {@link UsageError}.
 */
export function parseBrewOrigin(
  text: string | undefined,
  resolvePath: (path: string) => string,
): BrewOrigin {
  const given = text ?? BREW_REPOSITORY;
  const isArchive = /\.(?:tar\.gz|tgz)$/i.test(given);
  if (/^https?:\/\//i.test(given)) {
    const shown = withoutCredentials(given);
    if (isArchive) {
      const url = new URL(shown);
      return { remote: undefined, archive: () => url, localPath: undefined, shown };
    }
    const remote = parseRemote(given);
    const base = remote.url.replace(/\/+$/, '').replace(/\.git$/, '');
    return {
      remote,
      archive: (tag) => new URL(`${base}/archive/refs/tags/${encodeURIComponent(tag)}.tar.gz`),
      localPath: undefined,
      shown,
    };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given) || /^[^/]+@[^/:]+:/.test(given)) {
    const shown = withoutCredentials(given);
    return { remote: parseRemote(given), archive: undefined, localPath: undefined, shown };
  }
  if (given === '') throw new UsageError('--brew-source is empty', { hint: 'Name a URL or path.' });
  const localPath = resolvePath(given);
  const remote = isArchive ? undefined : parseRemote(localPath);
  return { remote, archive: undefined, localPath, shown: localPath };
}
