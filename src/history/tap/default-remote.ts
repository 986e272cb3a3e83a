/** Gives the repository at GitHub that a tap's name means, `USER/homebrew-NAME`, as brew clones it unless it is told otherwise. */
export function repositoryOfTap(tap: string): string {
  const [user = '', name = ''] = tap.split('/');
  return `${user === 'homebrew' ? 'Homebrew' : user}/homebrew-${name}`;
}

/** Gives the address from which a tap is cloned unless another is named. */
export function defaultRemote(tap: string): string {
  return `https://github.com/${repositoryOfTap(tap)}`;
}

/**
 * Tells whether a clone's remote is the one that the tap's name means, as brew compares them: ignoring case, and at GitHub also
 * the protocol, the user, `.git` and a slash at the end, so `git@github.com:USER/homebrew-NAME.git` is.
 * Rule: `custom_remote?` and `normalize_remote` in Library/Homebrew/tap.rb:142-180 and 915 at aad366ffaf.
 */
export function isDefaultRemote(tap: string, remote: string): boolean {
  return normalize(remote) === normalize(defaultRemote(tap));
}

/** Any protocol and user before GitHub's name; a colon after it is ssh's only where there is no protocol, else a port. */
const GITHUB = /^(?:[a-z][a-z0-9+.-]*:\/\/(?:[^@/]+@)?github\.com\/|(?:[^@/]+@)?github\.com:)/;
/** What comes after protocol and user, up to a slash or a colon. */
const HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]+@)?([^/:]+)/;
/** Elsewhere `x.git` and `x` may be two repositories. */
const LENIENT_HOSTS = new Set(['github.com', 'gitlab.com']);

function normalize(remote: string): string {
  const canonical = remote.trim().toLowerCase().replace(GITHUB, 'https://github.com/');
  const host = HOST.exec(canonical)?.[1] ?? '';
  if (!LENIENT_HOSTS.has(host)) return canonical;
  return canonical.replace(/\/+$/, '').replace(/\.git$/, '');
}
