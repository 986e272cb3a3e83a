import { unreachable } from '../../../core/unreachable.ts';
import type { PushOutcome } from '../../../mirror/push/push-outcome.ts';
import type { PushResultOutput, ReferrerOutput } from '../../../output/push/push-output.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
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
      return describePushed(outcome);
    default:
      return unreachable(outcome);
  }
}

function describePushed({ index, manifest, referrers }: PushedOutcome): string {
  const count = referrers.filter(({ status }) => status === 'pushed').length;
  return [
    'pushed',
    ...(index === 'reduced' ? ['index reduced'] : []),
    ...(manifest === 'rebuilt' ? ['manifest rebuilt'] : []),
    ...(count === 0 ? [] : [formatCount(count, 'referrer', 'referrers')]),
  ].join(', ');
}

type PushedOutcome = Extract<PushOutcome, { readonly referrers: unknown }>;

/** Returns the outcome of one push as plain data for JSON. */
export function toPushJson(outcome: PushOutcome): PushResultOutput {
  const { repository = null, reference = null } = outcome;
  const place = { repository, reference };
  if (outcome.status === 'failed') {
    return { ...outcome, ...place, error: toErrorJson(outcome.error) };
  }
  if (outcome.status === 'planned') return { ...outcome, ...place };
  const { manifest = null } = outcome;
  return { ...outcome, ...place, manifest, referrers: outcome.referrers.map(toReferrerJson) };
}

function toReferrerJson(referrer: PushedOutcome['referrers'][number]): ReferrerOutput {
  return referrer.status === 'failed'
    ? { ...referrer, error: toErrorJson(referrer.error) }
    : referrer;
}
