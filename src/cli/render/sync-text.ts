import type { SyncPlan } from '../../usecases/sync/sync-tap.ts';
import { formatBytes } from './bytes.ts';

/** Says what a sync is about to fetch from where, what that takes on disk, and where it goes; lines for a person. */
export function describeSync(plan: SyncPlan, since: string | undefined): string[] {
  const { tap, remote, path, freeBytes, copyBytes, expectedBytes } = plan;
  const free = `${formatBytes(freeBytes)} free there`;
  const isTight = expectedBytes !== undefined && freeBytes < 2 * expectedBytes;
  return [
    copyBytes === undefined
      ? `${since === undefined ? 'all history' : `the history since ${since.slice(0, 10)}`} of ${tap}, without a work tree, from ${remote}`
      : `what is new in ${tap}, from ${remote}`,
    copyBytes === undefined
      ? `to fetch: ${since === undefined ? describeSize(expectedBytes) : 'less than all of it'}; later only what is new`
      : 'to fetch: only the new commits',
    `on disk: ${path}, ${copyBytes === undefined ? 'as much as is fetched' : `${formatBytes(copyBytes)} now`} (${free})`,
    ...(isTight ? [`warning: ${free} may not be enough`] : []),
  ];
}

/** Writes a plan for programs. */
export function toPlanJson({ copyBytes, expectedBytes, ...plan }: SyncPlan): object {
  return { ...plan, copyBytes: copyBytes ?? null, expectedBytes: expectedBytes ?? null };
}

function describeSize(bytes: number | undefined): string {
  return bytes === undefined
    ? 'all of it; the server does not say beforehand how much that is'
    : `up to ${formatBytes(bytes)}, once`;
}
