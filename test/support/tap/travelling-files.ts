import { parseTargetTag } from '../../../src/core/target.ts';
import { tempFolder } from '../temp-folder.ts';
import { answersOf, updateAtlasOf } from './atlas-lines.ts';

/** The two files that answer for a tap on a machine without a clone. */
export interface TravellingFiles extends AsyncDisposable {
  /** With all bottles. */
  readonly atlas: string;
  /** With the last ones. */
  readonly answers: string;
}

/** Makes both files of a tap, the answers for some targets or for all of them. */
export async function makeTravellingFiles(
  tap: { readonly path: string },
  targets?: readonly string[],
): Promise<TravellingFiles> {
  const folder = await tempFolder();
  const atlas = folder.at('core.atlas');
  await updateAtlasOf(tap.path, atlas);
  using file = await answersOf(atlas, targets?.map(parseTargetTag));
  return {
    atlas,
    answers: file.path,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
