import { join } from 'node:path';

import { FileExistsError } from '../../../core/errors.ts';
import { lookAtPiece } from './copy-piece.ts';
import type { Medium } from './find-media.ts';
import { summary, type JoinedMirror, type MediumOutcome } from './joined-mirror.ts';

/**
 * Compares media with the mirror that already exists where they should be joined. Throws {@link FileExistsError} unless it holds
 * everything on them.
 */
export async function compareWithMirror(
  media: readonly Medium[],
  first: Medium,
  output: string,
): Promise<JoinedMirror> {
  for (const { contents } of media) {
    for (const piece of contents.files.flatMap(({ pieces }) => pieces)) {
      if ((await lookAtPiece(join(output, piece.path), piece)) === 'same') continue;
      throw new FileExistsError(
        `${output} is already a mirror, but not the one on these media: ${JSON.stringify(piece.path)} differs`,
        { hint: 'Name a folder that is new or empty with --output.' },
      );
    }
  }
  const outcomes = media.map(({ path, contents: { number } }): MediumOutcome => ({
    number,
    path,
    status: 'there',
    copiedBytes: 0,
    faults: [],
  }));
  return { ...summary(first, output), status: 'unchanged', missing: [], outcomes };
}
