import { join } from 'node:path';

import { FileExistsError } from '../../../core/errors.ts';
import {
  isEmptyFolder,
  requirePlaceForFile,
  requirePlaceForFolder,
} from '../../../store/place/check-place.ts';
import { isThere } from '../../../store/place/final-name.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { cannotMake, readOutputPath } from '../../arguments/output-path.ts';
import type { Session } from '../../session.ts';

/** The form of an image, and its name if none is given. */
interface ImageForm {
  readonly format: 'archive' | 'oci-dir';
  readonly standard: string;
}

/**
 * Reads where an image goes: a tar, inside a folder if the name ends in a slash, or an OCI layout as a folder. It cannot be a
 * packed tar: layers are packed already. Throws `UsageError` for a form that is not made, and `FileExistsError` or `StoreError`
 * if nothing could be written there.
 */
export async function readImagePath(
  args: Arguments,
  session: Session,
  { format, standard }: ImageForm,
): Promise<string> {
  const output = readOutputPath(args, session, 'output');
  const isMade =
    output?.archive === undefined || (format === 'archive' && output.archive === '.tar');
  if (output !== undefined && (!isMade || output.text === '-')) {
    throw cannotMake(output, {
      can: format === 'oci-dir' ? 'a folder with --format oci-dir' : 'a .tar',
      hint: format === 'oci-dir' ? 'Name a folder: -o image.' : `Name a tar: -o ${standard}.`,
    });
  }
  const isInside = output?.isFolder === true && format === 'archive';
  const path = isInside
    ? join(output.path, standard)
    : (output?.path ?? session.resolvePath(standard));
  if (args.flag('dry-run')) return path;
  if (format === 'archive') await requirePlaceForFile(path);
  else await requireNewFolder(path);
  return path;
}

/** Throws if the folder has something in it: an OCI layout never goes into one like that. */
async function requireNewFolder(path: string): Promise<void> {
  await requirePlaceForFolder(path);
  if (!(await isThere(path)) || (await isEmptyFolder(path))) return;
  throw new FileExistsError(`${path} already exists`, {
    hint: 'Move it away, or choose another name with --output.',
  });
}
