import type { Hex } from '../../../core/digest.ts';
import { UsageError } from '../../../core/errors.ts';
import { formatBytes } from '../../../core/format-bytes.ts';
import { MOST_MEDIA } from '../format/media-layout.ts';
import { setIdOf, type TreeFile } from '../format/tree-file.ts';
import { limitsOf, planItems, spread, type PlannedData } from './plan-items.ts';

/** One medium as it is planned. */
export interface PlannedMedium {
  /** From 1 on. */
  readonly number: number;
  readonly data: readonly PlannedData[];
  /** Of the bytes of the mirror on it. */
  readonly sizeBytes: number;
}

/** How a mirror is split. */
export interface SplitPlan {
  readonly id: Hex;
  readonly mediumBytes: number;
  readonly totalBytes: number;
  readonly totalFiles: number;
  /** How many files of the mirror are cut. */
  readonly cutFiles: number;
  readonly media: readonly PlannedMedium[];
}

/** A mirror that is smaller than this would have more folders than files. */
const LEAST_MEDIUM = 1_000_000;
/** How much of a medium may stay free so that its end is where it was before: tried in turn while no further medium is needed. */
const WINDOWS = [1 / 8, 1 / 16, 1 / 32, 1 / 64, 0];

/**
 * Decides what goes on which medium; the same tree and size give the same plan. As few media as can be in this order. Each ends
 * where a name decides, in its last eighth or as late as is needed, so that a mirror that changed a little gives nearly the same media.
 * Throws {@link UsageError} for a size of which no set can be made.
 */
export function planSplit(files: readonly TreeFile[], mediumBytes: number): SplitPlan {
  if (mediumBytes < LEAST_MEDIUM || !Number.isSafeInteger(mediumBytes)) {
    throw new UsageError(`a medium of ${mediumBytes} bytes is too small for a mirror`, {
      hint: 'Name the size of your media, such as 60G.',
    });
  }
  const limits = limitsOf(mediumBytes);
  const items = planItems(files, limits);
  const ends = chooseEnds(items, limits.capacityBytes);
  if (ends.length > MOST_MEDIA) {
    throw new UsageError(
      `media of ${formatBytes(mediumBytes)} would be ${ends.length}, and at most ${MOST_MEDIA} are made`,
      { hint: 'Name the size of larger media, such as 60G.' },
    );
  }
  const media = ends.map((end, at) => {
    const data = items.slice(at === 0 ? 0 : ends[at - 1], end);
    return {
      number: at + 1,
      data,
      sizeBytes: data.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    };
  });
  return {
    id: setIdOf(files, mediumBytes),
    mediumBytes,
    totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    totalFiles: files.length,
    cutFiles: new Set(items.flatMap(({ pieces }) => pieces.filter(isCut).map(pathOf))).size,
    media,
  };
}

/** Tells whether a planned piece is only a part of its file. */
export function isCut({ file, sizeBytes }: PlannedData['pieces'][number]): boolean {
  return sizeBytes !== file.sizeBytes;
}

function pathOf({ file }: PlannedData['pieces'][number]): string {
  return file.path;
}

function chooseEnds(items: readonly PlannedData[], capacityBytes: number): readonly number[] {
  const before = [0];
  for (const { costBytes } of items) before.push((before.at(-1) ?? 0) + costBytes);
  const fewest = endsWithin(items, { before, capacityBytes, window: 0 });
  for (const window of WINDOWS) {
    const ends = endsWithin(items, { before, capacityBytes, window });
    if (ends.length === fewest.length) return ends;
  }
  return fewest;
}

interface Room {
  /** What all items before each cost together. */
  readonly before: readonly number[];
  readonly capacityBytes: number;
  /** The part of a medium that may stay free. */
  readonly window: number;
}

/** Gives for each medium the first item that is not on it. */
function endsWithin(items: readonly PlannedData[], room: Room): readonly number[] {
  const { before, capacityBytes, window } = room;
  const ends: number[] = [];
  for (let start = 0; start < items.length; start = ends.at(-1) ?? items.length) {
    const used = (end: number): number => (before[end] ?? 0) - (before[start] ?? 0);
    let end = start + 1;
    while (end < items.length && used(end + 1) <= capacityBytes) end += 1;
    let first = end;
    while (first > start + 1 && used(first - 1) >= capacityBytes * (1 - window)) first -= 1;
    ends.push(end === items.length ? end : chooseEnd(items, { first, last: end }));
  }
  return ends;
}

/** Chooses by the names of what would come next, so that a place that was chosen before is chosen again. */
function chooseEnd(
  items: readonly PlannedData[],
  { first, last }: { readonly first: number; readonly last: number },
): number {
  let chosen = last;
  let least = Number.POSITIVE_INFINITY;
  for (let end = last; end >= first; end -= 1) {
    const next = items[end]?.pieces[0];
    if (next === undefined) continue;
    const rank = spread(`${next.offset} ${next.file.path}`);
    if (rank < least) [chosen, least] = [end, rank];
  }
  return chosen;
}
