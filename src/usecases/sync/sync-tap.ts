import { statfs } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';

import { OfflineError } from '../../core/errors.ts';
import { systemClock } from '../../http/clock.ts';
import { updateCopy, type CopyState } from '../../git/managed/managed-copy.ts';
import { writeFileAtomic } from '../../store/atomic-write.ts';
import { withLockFile } from '../../store/lock-file.ts';
import { managedCopyPath } from '../brewpull/open-history.ts';
import type { Brewpull } from '../brewpull/open.ts';

/** What a sync is about to do. */
export interface SyncPlan {
  readonly tap: string;
  readonly remote: string;
  readonly path: string;
  /** Free space where it goes, in bytes. */
  readonly freeBytes: number;
}

/** Plans a sync: a tap's default address is GitHub's. */
export async function planSync(
  { cacheDirectory }: Brewpull,
  tap: string,
  remote: string | undefined,
): Promise<SyncPlan> {
  const path = managedCopyPath(cacheDirectory, tap);
  await mkdir(dirname(path), { recursive: true });
  const { bavail, bsize } = await statfs(dirname(path));
  return { tap, remote: remote ?? defaultRemote(tap), path, freeBytes: bavail * bsize };
}

/**
 * Makes or updates the managed copy of a tap; two at once take turns. Throws `OfflineError`, `GitError`, `NetworkError`,
 * `StoreError`.
 */
export async function syncTap(
  { options }: Brewpull,
  { remote, path }: SyncPlan,
): Promise<CopyState> {
  if (options.offline) {
    throw new OfflineError('sync needs the network, and --offline forbids it', {
      hint: 'Leave --offline out.',
    });
  }
  const { environment, proxy, certificateAuthorities, signal, onEvent } = options;
  return withLockFile(`${path}.lock`, signal, async () => {
    const authoritiesFile = await writeAuthorities(dirname(path), certificateAuthorities);
    return updateCopy({
      path,
      remote,
      network: { environment, proxy, authoritiesFile },
      nowMs: systemClock.now(),
      signal,
      onProgress: ({ phase, percent }) => onEvent({ type: 'sync', phase, percent }),
    });
  });
}

function defaultRemote(tap: string): string {
  const [user = '', name = ''] = tap.split('/');
  return `https://github.com/${user === 'homebrew' ? 'Homebrew' : user}/homebrew-${name}`;
}

/** Git reads one file that takes the place of its own list. */
async function writeAuthorities(
  folder: string,
  extra: readonly string[],
): Promise<string | undefined> {
  if (extra.length === 0) return undefined;
  const path = join(folder, 'authorities.pem');
  await writeFileAtomic(path, [...rootCertificates, ...extra].join('\n'));
  return path;
}
