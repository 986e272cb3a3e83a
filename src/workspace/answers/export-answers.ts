import { realpath } from 'node:fs/promises';

import type { Target } from '../../core/target.ts';
import { collectAnswers } from '../../history/answers-file/collect/collect-answers.ts';
import type { Answers } from '../../history/answers-file/answers.ts';
import type { Brewpull } from '../brewpull.ts';
import { managedCopyPath } from '../histories/managed-copy-path.ts';
import type { TapHistory } from '../histories/tap-history.ts';
import { planHeader } from './plan-header.ts';

/** What is exported, and what is known of it besides. */
export interface ExportRequest {
  readonly targets?: readonly Target[] | undefined;
  /** Where the history was fetched from just now: a copy of `sync` does not keep it. */
  readonly remoteUrl?: string | undefined;
}

/**
 * Collects the last bottle of everything in a tap's history, for these targets or for all. The atlas is made first where there is
 * no current one.
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
