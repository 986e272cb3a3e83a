import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { linkFile } from '../../../store/place/link-file.ts';
import { temporaryName } from '../../../store/place/temporary-name.ts';
import { namesIfThere } from '../../../store/read/if-there.ts';
import { listFiles } from '../../../store/read/list-files.ts';
import { MIRROR_FILE, WORK_FOLDER } from '../../tree/file/tree-layout.ts';
import { mediumNumber } from '../format/media-layout.ts';
import { isCut, type SplitPlan } from './plan-split.ts';

/** Lists the folders of media in a place, finished or not. */
export async function mediaFoldersAt(
  output: string,
): Promise<readonly { readonly number: number; readonly path: string }[]> {
  const found: { number: number; path: string }[] = [];
  for (const folder of [output, join(output, WORK_FOLDER)]) {
    for (const name of await namesIfThere(folder)) {
      const number = mediumNumber(name);
      if (number !== undefined) found.push({ number, path: join(folder, name) });
    }
  }
  return found;
}

/** Estimates how many bytes are still to be written, without those that can be hard links or already exist. */
export async function bytesToWrite({
  directory,
  output,
  plan,
}: {
  readonly directory: string;
  readonly output: string;
  readonly plan: SplitPlan;
}): Promise<number> {
  const canLink = await canLinkTo(join(directory, MIRROR_FILE), output);
  let neededBytes = 0;
  for (const { data } of plan.media) {
    for (const { pieces, sizeBytes } of data) {
      const isLink = canLink && pieces.length === 1 && pieces.every((piece) => !isCut(piece));
      if (!isLink) neededBytes += sizeBytes;
    }
  }
  for (const { path } of await mediaFoldersAt(output)) {
    for await (const name of listFiles(path)) {
      const { nlink, size } = await lstat(join(path, name));
      if (nlink === 1 || !canLink) neededBytes -= size;
    }
  }
  return Math.max(0, neededBytes);
}

async function canLinkTo(file: string, folder: string): Promise<boolean> {
  const probe = temporaryName(join(folder, WORK_FOLDER, 'link'));
  try {
    return await linkFile(file, probe);
  } finally {
    await rm(probe, { force: true });
  }
}
