import { measureMirror, type MirrorMeasure } from '../../../mirror/tree/measure-mirror.ts';
import type { Brewpull } from '../../../workspace/brewpull.ts';
import { formatBytes, formatDuration } from '../../render/bytes.ts';
import { formatCount } from '../../render/count.ts';
import { EXIT } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { toTargetJson } from '../resolve/resolution-json.ts';
import { noteInVain, toInVainJson } from './mirror-text.ts';
import type { MirrorWishes } from './read-wishes.ts';

/** What else a dry run needs. */
interface DryRun {
  readonly directory: string;
  /** The speed limit that would apply. */
  readonly bytesPerSecond: number | undefined;
  readonly session: Session;
}

/** Runs `brewpull mirror --dry-run`: reports how much would be fetched, and how long that would take. */
export async function runDry(
  brewpull: Brewpull,
  wished: MirrorWishes,
  { directory, bytesPerSecond, session }: DryRun,
): Promise<number> {
  const measure = await measureMirror(brewpull, { directory, ...wished });
  const { kept, known, unknown, estimatedBytes, unused, inVain } = measure;
  const seconds =
    bytesPerSecond === undefined || estimatedBytes === undefined
      ? undefined
      : Math.ceil(estimatedBytes / bytesPerSecond);
  await session.answer({
    name: 'mirror-dry-run',
    json: () => ({
      path: directory,
      status: 'planned',
      targets: wished.targets.map(({ target }) => toTargetJson(target)),
      kept,
      known,
      unknown,
      estimatedBytes: estimatedBytes ?? null,
      seconds: seconds ?? null,
      unused,
      missing: inVain.map(toInVainJson),
    }),
    text: () => `${describe(measure, seconds).join('\n')}\n`,
    notes: noteInVain(inVain),
  });
  return EXIT.done;
}

function describe(
  { kept, known, unknown, estimatedBytes, unused }: MirrorMeasure,
  seconds: number | undefined,
): readonly string[] {
  const count = formatCount(known.bottles + unknown.bottles, 'bottle', 'bottles');
  const size =
    estimatedBytes === undefined
      ? 'of unknown size'
      : unknown.bottles === 0
        ? formatBytes(estimatedBytes)
        : `about ${formatBytes(estimatedBytes)}, judged by ${formatCount(known.bottles, 'bottle', 'bottles')} of known size (${formatBytes(known.sizeBytes)})`;
  const lines = [`to fetch: ${count}, ${size}`];
  if (seconds !== undefined) lines.push(`time: about ${formatDuration(seconds * 1000)} at --rate`);
  if (kept.bottles > 0) {
    lines.push(
      `already there: ${formatCount(kept.bottles, 'bottle', 'bottles')}, ${formatBytes(kept.sizeBytes)}`,
    );
  }
  if (unused.bottles > 0) {
    lines.push(
      `no longer for any target: ${formatCount(unused.bottles, 'bottle', 'bottles')}, ${formatBytes(unused.sizeBytes)}; --prune removes them`,
    );
  }
  return lines;
}
