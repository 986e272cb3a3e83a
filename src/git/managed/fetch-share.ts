import type { FetchOptions } from './copy-folder.ts';
import type { Copy } from './copy.ts';
import type { GitProgress } from './network/run-git.ts';

/** The share of one step in a fetch that is done in steps. */
export interface Share {
  readonly done: number;
  /** How much is done after the step. */
  readonly next: number;
  readonly total: number;
}

/** Fetches a share, reports progress relative to the total, and returns how many objects came; undefined if git did not say. */
export async function fetchShare(
  { work, request }: Copy,
  { done, next, total }: Share,
  { refs, ...options }: FetchOptions & { readonly refs: readonly string[] },
): Promise<number | undefined> {
  let objects: number | undefined;
  const onProgress = (progress: GitProgress): void => {
    if (!isTransfer(progress)) return;
    objects = progress.total;
    const part = done + ((next - done) * progress.percent) / 100;
    const percent = Math.floor((100 * part) / total);
    const { bytesPerSecond } = progress;
    request.onProgress({ phase: 'Fetching history', percent, total, bytesPerSecond });
  };
  await work.fetch(refs, { ...options, onProgress });
  return objects;
}

/** Returns whether git is reporting on objects that arrive. */
export function isTransfer({ phase }: GitProgress): boolean {
  return phase === 'Receiving objects' || phase === 'Unpacking objects';
}
