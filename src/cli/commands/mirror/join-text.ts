import type { JoinedMirror, MediumOutcome } from '../../../mirror/media/join/joined-mirror.ts';
import type { MirrorJoinOutput } from '../../../output/mirror/media-output-schema.ts';
import { unreachable } from '../../../core/unreachable.ts';
import { formatBytes } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { toErrorJson } from '../../render/error-json.ts';
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';

/** The most media that are named: people look for them one by one. */
const MOST_NAMED = 20;

/** Lists what came of each medium. */
export function renderOutcomes(outcomes: readonly MediumOutcome[], style: Style): string {
  return renderTable(
    outcomes.map((outcome) => [`medium ${outcome.number}`, outcome.path, stateOf(outcome, style)]),
    style,
  );
}

function stateOf({ status, copiedBytes, faults }: MediumOutcome, style: Style): string {
  switch (status) {
    case 'copied':
      return `${formatBytes(copiedBytes)} copied`;
    case 'there':
      return style.dim('was there');
    case 'damaged':
      return style.red(`${formatCount(faults.length, 'piece', 'pieces')} cannot be used`);
    default:
      return unreachable(status);
  }
}

/** Describes which media are missing: `media 2, 5 and 7 of 8 are missing`. */
export function stillMissing(missing: readonly number[], media: number): string {
  const named = missing.slice(0, MOST_NAMED).map(String);
  const more = missing.length - named.length;
  const last = more > 0 ? `${more} more` : named.pop();
  const list = named.length === 0 ? last : `${named.join(', ')} and ${last}`;
  return missing.length === 1
    ? `medium ${list} of ${media} is missing or not whole`
    : `media ${list} of ${media} are missing or not whole`;
}

/** Returns the state of a join as plain data for JSON. */
export function toJoinJson(joined: JoinedMirror): MirrorJoinOutput {
  const { path, id, status, media, missing, totalFiles, totalBytes, outcomes } = joined;
  return {
    status,
    path,
    id,
    media,
    missing,
    totalFiles,
    totalBytes,
    results: outcomes.map(({ faults, ...outcome }) => ({
      ...outcome,
      errors: faults.map(toErrorJson),
    })),
  };
}
