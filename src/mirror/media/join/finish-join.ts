import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidFileError } from '../../../core/errors.ts';
import { giveWay } from '../../../core/give-way.ts';
import { claimFileName, isThere } from '../../../store/place/final-name.ts';
import { readRegularFile } from '../../../store/read/read-regular-file.ts';
import { parseMirrorContents } from '../../tree/file/mirror-schema.ts';
import { MIRROR_FILE } from '../../tree/file/tree-layout.ts';
import type { MediumContents } from '../format/media-schema.ts';
import { PieceFault, otherContent } from './copy-piece.ts';
import type { JoinState } from './join-state.ts';
import { filesOfSet } from './piece-list.ts';
import { targetOf, type JoinPlace } from './place-medium.ts';

/** For a mirror of 10,000 bottles it has about 10 MB. */
const LARGEST_CONTENTS = 500 * 1024 * 1024;

/**
 * Finishes a join once all media were copied. Checks that the media together are the mirror that they name, and that every file
 * is in its place with its size. Only then moves `mirror.json` to its place and removes the state of the join. Throws
 * `InvalidFileError` if a check fails; the next run then checks every piece.
 */
export async function finishJoin(
  media: readonly MediumContents[],
  place: JoinPlace,
  state: JoinState,
): Promise<void> {
  try {
    const files = filesOfSet(media);
    await finishCutFiles(media, place);
    for (const { path, sizeBytes } of files) {
      await giveWay(place.signal);
      const found = await lstat(targetOf({ path }, place)).catch(() => undefined);
      if (found?.isFile() === true && found.size === sizeBytes) continue;
      throw new InvalidFileError(`${join(place.output, path)} has changed since it was copied`, {
        hint: 'Join all media again; what is already right is not copied again.',
      });
    }
    const contents = join(place.folder, MIRROR_FILE);
    const bytes = (await isThere(contents)) && (await readRegularFile(contents, LARGEST_CONTENTS));
    if (bytes === false) {
      throw new InvalidFileError(`the media have no ${MIRROR_FILE}`, {
        hint: 'Do not use these media: split the mirror again.',
      });
    }
    parseMirrorContents(bytes, place.output);
  } catch (error) {
    if (error instanceof InvalidFileError) await state.forget();
    throw error;
  }
  const target = join(place.output, MIRROR_FILE);
  if (!(await claimFileName(join(place.folder, MIRROR_FILE), target))) throw otherContent(target);
  await state.end();
}

/** Finishes cut files whose run was killed after the last piece but before the move. */
async function finishCutFiles(media: readonly MediumContents[], place: JoinPlace): Promise<void> {
  const seen = new Set<string>();
  for (const piece of media.flatMap((medium) => medium.files.flatMap(({ pieces }) => pieces))) {
    if (piece.whole === null || seen.has(piece.path)) continue;
    seen.add(piece.path);
    const target = targetOf(piece, place);
    if (await isThere(target)) continue;
    try {
      await place.cut.finish(piece, target);
    } catch (error) {
      throw error instanceof PieceFault ? error.error : error;
    }
  }
}
