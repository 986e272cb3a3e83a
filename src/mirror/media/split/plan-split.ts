import type { Hex } from '../../../core/digest.ts';
import { UsageError } from '../../../core/errors.ts';
import { formatBytes } from '../../../core/format-bytes.ts';
import { MOST_MEDIA } from '../format/media-layout.ts';
import { setIdOf, type TreeFile } from '../format/tree-file.ts';
import { placeItems } from './place-items.ts';
import { limitsOf, planItems, type PlannedData } from './plan-items.ts';

/** One planned medium. */
export interface PlannedMedium {
  /** Its number, from 1. */
  readonly number: number;
  readonly data: readonly PlannedData[];
  /** The size of the mirror's data on it. */
  readonly sizeBytes: number;
}

/** How to split a mirror. */
export interface SplitPlan {
  readonly id: Hex;
  readonly mediumBytes: number;
  readonly totalBytes: number;
  readonly totalFiles: number;
  /** How many files of the mirror are cut. */
  readonly cutFiles: number;
  readonly media: readonly PlannedMedium[];
}

/** A smaller medium would have more folders than files. */
const LEAST_MEDIUM = 1_000_000;
/**
 * Decides what goes on which medium; the same tree and size give the same plan, whatever was planned before. A mirror that
 * changed a little gives nearly the same media: see `placeItems`. Throws {@link UsageError} for a size that no set can have.
 */
export function planSplit(files: readonly TreeFile[], mediumBytes: number): SplitPlan {
  if (mediumBytes < LEAST_MEDIUM || !Number.isSafeInteger(mediumBytes)) {
    throw new UsageError(`a medium of ${mediumBytes} bytes is too small for a mirror`, {
      hint: 'Name the size of your media, such as 60G.',
    });
  }
  const limits = limitsOf(mediumBytes);
  const { capacityBytes } = limits;
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totalBytes > capacityBytes * MOST_MEDIA) throw tooManyMedia(mediumBytes);
  const items = planItems(files, limits);
  const placed = placeItems(items, { capacityBytes, mostMedia: MOST_MEDIA });
  if (placed === undefined) throw tooManyMedia(mediumBytes);
  const media = placed.map((data, at) => ({
    number: at + 1,
    data,
    sizeBytes: data.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  }));
  return {
    id: setIdOf(files, mediumBytes),
    mediumBytes,
    totalBytes,
    totalFiles: files.length,
    cutFiles: new Set(items.flatMap(({ pieces }) => pieces.filter(isCut).map(pathOf))).size,
    media,
  };
}

function tooManyMedia(mediumBytes: number): UsageError {
  return new UsageError(
    `more than ${MOST_MEDIA} media of ${formatBytes(mediumBytes)} would be needed`,
    { hint: 'Name the size of larger media, such as 60G.' },
  );
}

/** Reports whether a planned piece is only a section of its file. */
export function isCut({ file, sizeBytes }: PlannedData['pieces'][number]): boolean {
  return sizeBytes !== file.sizeBytes;
}

function pathOf({ file }: PlannedData['pieces'][number]): string {
  return file.path;
}
