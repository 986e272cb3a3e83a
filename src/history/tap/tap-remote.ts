import { CORE_TAP } from './formula-ref.ts';

/** The last two parts of a URL, of an ssh address with a colon, or of a path. */
const REMOTE = /(?:(?:^|[/:])(\w[\w-]*)\/|^|[/:])(?:homebrew|linuxbrew)-(\w[\w-]*?)(?:\.git)?\/*$/i;

/**
 * Reads which tap a clone's remote names, by the prefix `homebrew-` that brew requires: `https://…/USER/homebrew-NAME.git`,
 * `git@HOST:USER/homebrew-NAME` or a path. Any mirror of `homebrew-core` is homebrew/core. Undefined for any other name.
 */
export function tapOfRemote(url: string): string | undefined {
  const [, user, name] = REMOTE.exec(url.trim().replace(/[?#].*$/, '')) ?? [];
  if (name === undefined) return undefined;
  const repo = name.toLowerCase();
  if (repo === 'core') return CORE_TAP;
  return user === undefined ? undefined : `${user.toLowerCase()}/${repo}`;
}
