import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { throwIfAborted } from '../../../core/abort.ts';
import type { Hex } from '../../../core/digest.ts';
import type { EventSink } from '../../../core/events.ts';
import { TOOL } from '../../../core/tool.ts';
import { requirePlaceForFolder } from '../../../store/place/check-place.ts';
import { requireRoom } from '../../../store/place/free-space.ts';
import { namesIfThere } from '../../../store/read/if-there.ts';
import { guardStore } from '../../../store/store-failure.ts';
import { WORK_FOLDER } from '../../tree/file/tree-layout.ts';
import { MEDIUM_FILE, MEDIUM_README, MEDIUM_SUMS, dataPath } from '../format/media-layout.ts';
import type { MediumContents, MediumData } from '../format/media-schema.ts';
import { withWorkLock } from '../work-lock.ts';
import { bytesToWrite, mediaFoldersAt } from './look-at-media.ts';
import { MediumFolder } from './medium-folder.ts';
import { mediumTexts } from './medium-texts.ts';
import type { PlannedData, PlannedPiece } from './plan-items.ts';
import { PlannedReader } from './planned-reader.ts';
import { isCut, planSplit, type PlannedMedium, type SplitPlan } from './plan-split.ts';
import { readMirrorTree } from './read-tree.ts';
import { SPLIT_LOCK, requireSplitOutput } from './split-output.ts';

/** Where media go, and how large they are. */
export interface SplitOptions {
  /** The folder that gets one folder for each medium. */
  readonly output: string;
  /** How many bytes the files of one medium may take. */
  readonly mediumBytes: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventSink | undefined;
}

/** What is on disk after {@link splitMirror}. */
export interface SplitMirror {
  /** The id of the set; media of other sets do not belong with these. */
  readonly id: Hex;
  /** `unchanged` if all of it already existed. */
  readonly status: 'written' | 'unchanged';
  readonly media: readonly SplitMedium[];
  /** The size of the mirror. */
  readonly totalBytes: number;
  readonly totalFiles: number;
}

/** One medium on disk. */
interface SplitMedium {
  readonly number: number;
  readonly path: string;
  /** The size of the mirror's data on it. */
  readonly sizeBytes: number;
  readonly status: 'written' | 'unchanged';
}

/**
 * Makes folders that each fit on one medium and together hold a mirror, for `joinMedia`. FAT32, exFAT and NTFS accept all their
 * names and sizes. Files that are neither cut nor packed are hard links if the file system supports them. The whole mirror is
 * read and checked. Equal mirrors give equal media; if media of an older state exist, only what differs is written. A folder gets
 * its final name only once it is whole, and the next run completes one that was killed.
 *
 * Throws `InvalidFileError` for a folder that is not a finished mirror, `DigestMismatchError` and `SizeMismatchError` for a
 * damaged one, `FileExistsError` if something else is in the output folder, `StoreError` if there is too little space, and
 * `AbortedError`.
 */
export async function splitMirror(directory: string, options: SplitOptions): Promise<SplitMirror> {
  const { output, mediumBytes, signal } = options;
  const plan = planSplit(await readMirrorTree(directory, signal), mediumBytes);
  await requirePlaceForFolder(output);
  await requireSplitOutput(output, directory);
  return guardStore('write', output, async () => {
    const work = join(output, WORK_FOLDER);
    const mutex = { signal, onEvent: options.onEvent };
    const media = await withWorkLock(join(work, SPLIT_LOCK), mutex, async (held) => {
      await requireRoom(output, await bytesToWrite({ directory, output, plan }));
      const made = await writeMedia(plan, directory, { ...options, signal: held.signal });
      await held.requireHeld();
      await removeOthers(work, SPLIT_LOCK);
      return made;
    });
    const isWritten = media.some(({ status }) => status === 'written');
    const { id, totalBytes, totalFiles } = plan;
    return { id, status: isWritten ? 'written' : 'unchanged', media, totalBytes, totalFiles };
  });
}

async function removeOthers(folder: string, but: string): Promise<void> {
  for (const name of await namesIfThere(folder)) {
    if (name !== but) await rm(join(folder, name), { recursive: true });
  }
}

async function writeMedia(
  plan: SplitPlan,
  directory: string,
  options: SplitOptions,
): Promise<readonly SplitMedium[]> {
  const { output, signal, onEvent } = options;
  const reader = new PlannedReader(directory, signal);
  const media: SplitMedium[] = [];
  let doneBytes = 0;
  let doneFiles = 0;
  const report = (data: PlannedData): void => {
    doneBytes += data.sizeBytes;
    doneFiles += data.pieces.filter(isLast).length;
    const { totalFiles, totalBytes } = plan;
    const amount = { files: doneFiles, totalFiles, readBytes: doneBytes, totalBytes };
    onEvent?.({ type: 'step', step: { kind: 'copy-files', path: output, ...amount } });
  };
  for (const medium of plan.media) {
    const folder = await MediumFolder.find(output, medium.number);
    const files: MediumData[] = [];
    for (const data of medium.data) {
      throwIfAborted(signal);
      files.push(await placeData(data, { folder, reader, directory }));
      report(data);
    }
    await describeMedium(folder, toContents(plan, medium, files));
    const status = folder.isChanged ? 'written' : 'unchanged';
    await folder.finish();
    const { number, sizeBytes } = medium;
    media.push({ number, path: folder.path, sizeBytes, status });
  }
  for (const { number, path } of await mediaFoldersAt(output)) {
    if (number > plan.media.length) await rm(path, { recursive: true });
  }
  return media;
}

function isLast({ file, offset, sizeBytes }: PlannedPiece): boolean {
  return offset + sizeBytes === file.sizeBytes;
}

async function placeData(
  data: PlannedData,
  {
    folder,
    reader,
    directory,
  }: {
    readonly folder: MediumFolder;
    readonly reader: PlannedReader;
    readonly directory: string;
  },
): Promise<MediumData> {
  const hashed = await reader.hash(data);
  const [first, ...others] = data.pieces;
  const isWhole = first !== undefined && others.length === 0 && !isCut(first);
  await folder.place(hashed, {
    file: isWhole ? join(directory, first.file.path) : undefined,
    stream: () => reader.stream(data),
  });
  return hashed;
}

async function describeMedium(folder: MediumFolder, contents: MediumContents): Promise<void> {
  const texts = mediumTexts(contents);
  const names = contents.files.map(({ sha256 }) => dataPath(sha256));
  await folder.keepOnly(new Set([...names, MEDIUM_FILE, MEDIUM_README, MEDIUM_SUMS]));
  await folder.write(MEDIUM_README, texts.readme);
  await folder.write(MEDIUM_SUMS, texts.sums);
  await folder.write(MEDIUM_FILE, texts.contents);
}

function toContents(
  { id, media, mediumBytes, totalFiles, totalBytes }: SplitPlan,
  { number }: PlannedMedium,
  files: readonly MediumData[],
): MediumContents {
  const { name, version } = TOOL;
  return {
    schemaVersion: 1,
    generator: { name, version },
    id,
    number,
    media: media.length,
    mediumBytes,
    totalFiles,
    totalBytes,
    files: [...files],
  };
}
