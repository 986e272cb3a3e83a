import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import { OfflineError } from '../../core/errors.ts';
import type { CopyCost, CopyState } from '../../git/managed/copy-request.ts';
import { isCopyComplete } from '../../git/managed/is-copy-complete.ts';
import { updateCopy } from '../../git/managed/managed-copy.ts';
import { parseRemote, type RemoteAddress } from '../../git/managed/network/remote-address.ts';
import type { GitProgress } from '../../git/managed/network/run-git.ts';
import { defaultRemote } from '../../history/tap/default-remote.ts';
import { makeFolder } from '../../store/place/make-folder.ts';
import { measureFolder } from '../../store/blobs/cache-usage.ts';
import { withMutex } from '../../store/mutex/mutex.ts';
import { managedCopyPath } from './managed-copy-path.ts';
import { openGitNetwork } from '../network/git-network.ts';
import type { Brewpull } from '../brewpull.ts';
import type { BrewpullOptions } from '../options.ts';

/** What a sync is about to do. */
export interface SyncPlan {
  readonly tap: string;
  readonly remote: RemoteAddress;
  readonly path: string;
  /** Free space at the destination, in bytes. */
  readonly freeBytes: number;
  /** The size of the copy now, in bytes; undefined when there is none yet, so that everything is fetched. */
  readonly copyBytes: number | undefined;
}

/** Throws {@link OfflineError} if `--offline` is set. Call it before anything is planned or printed. */
export function requireNetwork({ offline }: Pick<BrewpullOptions, 'offline'>): void {
  if (!offline) return;
  throw new OfflineError('sync needs the network, and --offline is set', {
    hint: 'Leave --offline out.',
  });
}

/** Plans a sync; by default a tap is fetched from GitHub. Throws `UsageError` for an invalid address. */
export async function planSync(
  { cacheDirectory }: Brewpull,
  tap: string,
  remote: string | undefined,
): Promise<SyncPlan> {
  const address = parseRemote(remote ?? defaultRemote(tap));
  const path = managedCopyPath(cacheDirectory, tap);
  await makeFolder(dirname(path));
  const { bavail, bsize } = await statfs(dirname(path));
  const copyBytes = (await isCopyComplete(path)) ? await measureFolder(path) : undefined;
  return { tap, remote: address, path, freeBytes: bavail * bsize, copyBytes };
}

/** What a sync needs besides its plan. */
export interface SyncRequest {
  /** How far back to fetch history, in milliseconds since 1970; undefined for all of it. */
  readonly sinceMs: number | undefined;
  /** Called before anything is fetched, with the cost that the server reported. */
  readonly onCost: (cost: CopyCost) => void;
}

/**
 * Makes or updates the managed copy of a tap; concurrent processes take turns. Throws `OfflineError`, `GitError`,
 * `NetworkError`, `HistoryError`, `StoreError`.
 */
export async function syncTap(
  { options }: Brewpull,
  { remote, path }: SyncPlan,
  { sinceMs, onCost }: SyncRequest,
): Promise<CopyState> {
  requireNetwork(options);
  const { signal, onEvent } = options;
  return withMutex(`${path}.lock`, { signal, onEvent }, async (mutex) => {
    return updateCopy({
      path,
      remote,
      sinceMs,
      network: await openGitNetwork(options, dirname(path)),
      signal: mutex.signal,
      onCost,
      onProgress: (progress: GitProgress) => onEvent({ type: 'sync', ...progress }),
      onDamage: (reason) =>
        onEvent({ type: 'warning', message: `${reason}; it is removed and fetched again` }),
    });
  });
}
