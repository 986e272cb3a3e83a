import type { SyncPlanOutput } from '../../../output/sync/sync-output.ts';
import type { SyncPlan } from '../../../workspace/histories/sync-tap.ts';

/** Returns a plan as plain data for JSON. No server says how many bytes it will send. */
export function toPlanJson({ tap, remote, path, freeBytes, copyBytes }: SyncPlan): SyncPlanOutput {
  return { tap, remote: remote.url, path, freeBytes, copyBytes: copyBytes ?? null };
}
