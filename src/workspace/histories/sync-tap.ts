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
  /** Free space where it goes, in bytes. */
  readonly freeBytes: number;
  /** What the copy takes now; undefined when there is none yet, so that all of it is fetched. */
  readonly copyBytes: number | undefined;
}

/** Throws {@link OfflineError} where `--offline` is set: to be asked before anything is planned or said. */
export function requireNetwork({ offline }: Pick<BrewpullOptions, 'offline'>): void {
  if (!offline) return;
  throw new OfflineError('sync needs the network, and --offline is set', {
    hint: 'Leave --offline out.',
  });
}

/** Plans a sync: a tap's default address is GitHub's. Throws `UsageError` for what is not an address. */
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

/** What a sync is asked besides its plan. */
export interface SyncRequest {
  /** How far back history is to reach, as milliseconds since 1970; undefined for all of it. */
  readonly sinceMs: number | undefined;
  /** Called with the cost that the server named, before anything is fetched. */
  readonly onCost: (cost: CopyCost) => void;
}

/**
 * Makes or updates the managed copy of a tap; two at once take turns. Throws `OfflineError`, `GitError`, `NetworkError`,
 * `HistoryError`, `StoreError`.
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
