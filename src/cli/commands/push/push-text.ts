import { unreachable } from '../../../core/unreachable.ts';
import type { PushOutcome } from '../../../mirror/push/push-outcome.ts';
import { formatBytes } from '../../render/bytes.ts';
import { toErrorJson } from '../../render/error-json.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** Lists where each bottle is now, or would be. */
export function renderPushed(outcomes: readonly PushOutcome[], style: Style): string {
  return renderTable(
    outcomes.flatMap((outcome) => {
      if (outcome.status === 'failed') return [];
      const { repository = '', reference = '', bottleTag, sizeBytes } = outcome;
      const name = `${repository}:${reference}`;
      return [[name, bottleTag, formatBytes(sizeBytes), style.dim(stateOf(outcome))]];
    }),
    style,
  );
}

function stateOf(outcome: Exclude<PushOutcome, { status: 'failed' }>): string {
  switch (outcome.status) {
    case 'planned':
      return outcome.isThere ? 'there' : 'to be sent';
    case 'present':
      return 'was there';
    case 'pushed':
      return outcome.index === 'reduced' ? 'pushed, index reduced' : 'pushed';
    default:
      return unreachable(outcome);
  }
}

/** Writes the outcome of one push for programs. */
export function toPushJson(outcome: PushOutcome): object {
  const { status, error, ...facts } = { error: undefined, ...outcome };
  return {
    ...facts,
    repository: facts.repository ?? null,
    reference: facts.reference ?? null,
    status,
    ...(error === undefined ? {} : { error: toErrorJson(error) }),
  };
}
