import type { SyncPlanOutput, WrittenAnswersOutput } from '../../../output/sync/sync-output.ts';
import type { SyncPlan } from '../../../workspace/histories/sync-tap.ts';
import type { FileSummary } from '../atlas/file-summary.ts';

/** Writes a plan for programs. No server says how many bytes it will send. */
export function toPlanJson({ tap, remote, path, freeBytes, copyBytes }: SyncPlan): SyncPlanOutput {
  return { tap, remote: remote.url, path, freeBytes, copyBytes: copyBytes ?? null };
}

/** Writes for programs what a file of answers is that was written. */
export function toWrittenJson(path: string, summary: FileSummary): WrittenAnswersOutput {
  const { kind, sizeBytes, digest, tap, head, begins, targets, sources } = summary;
  const { formulae, bottles } = summary;
  return {
    path,
    kind,
    sizeBytes,
    digest,
    tap,
    head: { commit: head.commit ?? null, date: head.date },
    begins,
    bottleTags: targets ?? null,
    sources: sources.map(({ note = null, ...source }) => ({ ...source, note })),
    counts: { formulae, bottles },
  };
}
