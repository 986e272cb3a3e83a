import type { CopyCost } from '../../../git/managed/copy-request.ts';
import type { SyncPlan } from '../../../workspace/histories/sync-tap.ts';
import { formatBytes } from '../../render/bytes.ts';

/** Describes in lines for people what a sync is about to fetch, from where, and where it goes. */
export function describeSync(plan: SyncPlan, since: string | undefined): string[] {
  const { tap, remote, path, freeBytes, copyBytes } = plan;
  const free = `${formatBytes(freeBytes)} free there`;
  const what =
    since === undefined
      ? `all history of ${tap}`
      : `the history since ${since.slice(0, 10)} of ${tap}`;
  return [
    copyBytes === undefined
      ? `${what}, without a work tree, from ${remote.url}`
      : `what is new in ${tap}, from ${remote.url}`,
    copyBytes === undefined
      ? 'to fetch: git servers do not report the number of bytes in advance; they first count the objects'
      : 'to fetch: only what is not there yet',
    `on disk: ${path}, ${copyBytes === undefined ? 'as much as is fetched' : `${formatBytes(copyBytes)} now`} (${free})`,
  ];
}

/** Describes what the server reported about the cost. */
export function describeCost(cost: CopyCost): string {
  switch (cost.kind) {
    case 'objects':
      return `the server counts ${formatCount(cost.objects)} objects; they come at once`;
    case 'list':
      return cost.objects === undefined
        ? 'first the list of all commits, without their files'
        : `the server counts ${formatCount(cost.objects)} objects; first comes the list of commits, then the rest in steps that are kept`;
    case 'commits':
      return `${formatCount(cost.commits)} commits to fetch with their files; the list of commits took ${formatBytes(cost.listBytes)}`;
    case 'one-piece':
      return 'this server cannot send history in parts: all of it comes in one piece';
  }
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
