import type { PullOutcome } from '../../usecases/pull/pulled-bottle.ts';
import { formatBytes } from './bytes.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

/** Lists the files, one a line; with `--dry-run` what would be fetched. */
export function renderPulled(outcomes: readonly PullOutcome[], style: Style): string {
  const files = outcomes.flatMap((outcome) =>
    (outcome.status === 'pulled' || outcome.status === 'cached') && outcome.file !== undefined
      ? [`${outcome.file}\n`]
      : [],
  );
  const planned = outcomes.flatMap((outcome) =>
    outcome.status === 'planned'
      ? [
          [
            outcome.found.fileName,
            outcome.sizeBytes === undefined ? '' : formatBytes(outcome.sizeBytes),
            outcome.isCached ? 'in the cache' : style.dim('to be fetched'),
          ],
        ]
      : [],
  );
  return files.join('') + renderTable(planned);
}
