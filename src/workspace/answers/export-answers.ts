import { realpath } from 'node:fs/promises';

import type { Target } from '../../core/target.ts';
import { collectAnswers } from '../../history/answers-file/collect/collect-answers.ts';
import type { Answers } from '../../history/answers-file/answers.ts';
import type { Brewpull } from '../brewpull.ts';
import { managedCopyPath } from '../histories/managed-copy-path.ts';
import type { TapHistory } from '../histories/tap-history.ts';
import { planHeader } from './plan-header.ts';

/** What to export, and what else is known about it. */
export interface ExportRequest {
  readonly targets?: readonly Target[] | undefined;
  /** Where the history was just fetched from: a copy made by `sync` does not record it. */
  readonly remoteUrl?: string | undefined;
}

/**
 * Collects the last bottle of every formula in a tap's history, for these targets or for all. Makes the atlas first if there
 * is no current one.
 */
export async function exportAnswers(
  { cacheDirectory, options }: Brewpull,
  history: TapHistory,
  { targets, remoteUrl = history.repository.remoteUrl }: ExportRequest,
): Promise<Answers> {
  const { tap, repository } = history;
  const atlas = await history.atlas();
  const { head, headDate, begins } = atlas;
  const managed = await realpath(managedCopyPath(cacheDirectory, tap)).catch(() => undefined);
  const isManaged = repository.path === managed;
  const header = planHeader({ tap, head, headDate, begins, remoteUrl, isManaged });
  return collectAnswers(atlas, { ...header, targets, signal: options.signal });
}
