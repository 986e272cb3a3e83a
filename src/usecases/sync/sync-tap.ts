import { mkdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';

import { HistoryError, OfflineError } from '../../core/errors.ts';
import { CORE_TAP } from '../../formula/tap/formula-ref.ts';
import { isCopyComplete, updateCopy, type CopyState } from '../../git/managed/managed-copy.ts';
import type { GitProgress } from '../../git/managed/network-git.ts';
import { writeFileAtomic } from '../../store/atomic-write.ts';
import { measureFolder } from '../../store/cache-usage.ts';
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
  /** What the copy takes now; undefined when there is none yet, so that all of it is fetched. */
  readonly copyBytes: number | undefined;
  /** About what a first copy transfers, and takes on disk; undefined when nobody says, and for an update. */
  readonly expectedBytes: number | undefined;
}

/**
 * What a first copy of homebrew-core may come to. No server says it beforehand; clones had 300 MB in early 2021
 * (Homebrew/install#541) and 434 MB in May 2023 (Homebrew/brew#15497), so this leaves room.
 */
const CORE_BYTES = 1_000_000_000;

/** Plans a sync: a tap's default address is GitHub's. */
export async function planSync(
  { cacheDirectory }: Brewpull,
  tap: string,
  remote: string | undefined,
): Promise<SyncPlan> {
  const path = managedCopyPath(cacheDirectory, tap);
  await mkdir(dirname(path), { recursive: true });
  const { bavail, bsize } = await statfs(dirname(path));
  const copyBytes = (await isCopyComplete(path)) ? await measureFolder(path) : undefined;
  const isFirstOfCore = copyBytes === undefined && tap === CORE_TAP && remote === undefined;
  return {
    tap,
    remote: remote ?? defaultRemote(tap),
    path,
    freeBytes: bavail * bsize,
    copyBytes,
    expectedBytes: isFirstOfCore ? CORE_BYTES : undefined,
  };
}

/**
 * Makes or updates the managed copy of a tap; two at once take turns. Throws `OfflineError`, `GitError`, `NetworkError`,
 * `StoreError`.
 */
export async function syncTap(
  { options }: Brewpull,
  { remote, path }: SyncPlan,
  sinceMs?: number,
): Promise<CopyState> {
  if (options.offline) {
    throw new OfflineError('sync needs the network, and --offline forbids it', {
      hint: 'Leave --offline out.',
    });
  }
  const { environment, proxy, certificateAuthorities, signal, onEvent } = options;
  return withLockFile(`${path}.lock`, signal, async () => {
    const authoritiesFile = await writeAuthorities(dirname(path), certificateAuthorities);
    const request = {
      path,
      remote,
      sinceMs,
      network: { environment, proxy, authoritiesFile },
      signal,
      onProgress: ({ phase, percent }: GitProgress) => onEvent({ type: 'sync', phase, percent }),
    };
    return updateCopy(request).catch((error: unknown) => {
      if (!(error instanceof HistoryError)) throw error;
      throw new HistoryError(error.message, {
        cause: error,
        hint: `Remove ${path} and run this again; the copy holds nothing of your own.`,
      });
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
