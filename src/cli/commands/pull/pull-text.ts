import type { PullOutcome } from '../../../bottle/obtain/pulled-bottle.ts';
import type { Session } from '../../session.ts';
import { formatBytes } from '../../render/bytes.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Lists the files that exist now. */
export function pulledFiles(outcomes: readonly PullOutcome[]): string[] {
  return outcomes.flatMap((outcome) =>
    (outcome.status === 'pulled' || outcome.status === 'cached' || outcome.status === 'prebuilt') &&
    outcome.file !== undefined
      ? [outcome.file]
      : [],
  );
}

/** Lists what would be fetched, for `--dry-run`. */
export function renderPlanned(outcomes: readonly PullOutcome[], style: Style): string {
  const planned = outcomes.flatMap((outcome) =>
    outcome.status === 'prebuilt' && outcome.file === undefined
      ? [[outcome.fileName, '', outcome.isCached ? 'in the cache' : style.dim('to be fetched')]]
      : outcome.status === 'planned'
        ? [
            [
              outcome.found.fileName,
              outcome.sizeBytes === undefined ? '' : formatBytes(outcome.sizeBytes),
              outcome.isCached ? 'in the cache' : style.dim('to be fetched'),
            ],
          ]
        : [],
  );
  return renderTable(planned, style);
}

/** Notes that ready-to-run files are not bottles, and that receipts and locks therefore do not hold them. */
export function notePrebuilt(
  outcomes: readonly PullOutcome[],
  isRecorded: boolean,
  session: Session,
): void {
  for (const outcome of outcomes) {
    if (outcome.status !== 'prebuilt') continue;
    const records = isRecorded ? ', and is in no receipt or lock' : '';
    session.note(
      `note: ${outcome.fileName} is what the formula of ${outcome.answer.formula} downloads, verified by its sha256; it is not a bottle${records}`,
    );
  }
}
