/** Returns the GitHub repository that a tap's name means, `USER/homebrew-NAME`, which brew clones by default. */
export function repositoryOfTap(tap: string): string {
  const [user = '', name = ''] = tap.split('/');
  return `${user === 'homebrew' ? 'Homebrew' : user}/homebrew-${name}`;
}

/** Returns the URL from which a tap is cloned by default. */
export function defaultRemote(tap: string): string {
  return `https://github.com/${repositoryOfTap(tap)}`;
}

/**
 * Returns whether a clone's remote is the one that the tap's name means, as brew compares them: ignoring case and, at GitHub,
 * also the protocol, the user, `.git` and trailing slashes, so that `git@github.com:USER/homebrew-NAME.git` matches.
 * Rule: `custom_remote?` and `normalize_remote` in Library/Homebrew/tap.rb:142-180 and 915 at aad366ffaf.
 */
export function isDefaultRemote(tap: string, remote: string): boolean {
  return normalize(remote) === normalize(defaultRemote(tap));
}

/** Any protocol and user before GitHub's name; after a protocol, a colon would mean a port and not an ssh path. */
const GITHUB = /^(?:[a-z][a-z0-9+.-]*:\/\/(?:[^@/]+@)?github\.com\/|(?:[^@/]+@)?github\.com:)/;
/** The part after protocol and user, up to a slash or a colon. */
const HOST = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]+@)?([^/:]+)/;
/** On any other host, `x.git` and `x` may be two repositories. */
const LENIENT_HOSTS = new Set(['github.com', 'gitlab.com']);

function normalize(remote: string): string {
  const canonical = remote.trim().toLowerCase().replace(GITHUB, 'https://github.com/');
  const host = HOST.exec(canonical)?.[1] ?? '';
  if (!LENIENT_HOSTS.has(host)) return canonical;
  return canonical.replace(/\/+$/, '').replace(/\.git$/, '');
}
