import { parseSplitSize } from '../../../archive/write-tar.ts';
import type { BundleOutput } from '../../../bundle/make/write-bundle.ts';
import { UsageError } from '../../../core/errors.ts';
import { requirePlaceForFile, requirePlaceForFolder } from '../../../store/place/check-place.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { cannotMake, readOutputPath } from '../../arguments/output-path.ts';
import type { Session } from '../../session.ts';

/**
 * Reads where a bundle goes: a tar if the name ends in `.tar`, or else a folder. It cannot be a packed tar: bottles are packed
 * already, and the code that serves, checks and sends a bundle reads files from the middle of it. Throws {@link UsageError} for a
 * form that is not made, and `FileExistsError` or `StoreError` if nothing could be written there.
 */
export async function readBundleOutput(args: Arguments, session: Session): Promise<BundleOutput> {
  const output = readOutputPath(args, session, 'output');
  const { text, path, archive } = output ?? {
    text: 'bundle.tar',
    path: session.resolvePath('bundle.tar'),
    archive: '.tar',
  };
  if (text === '-') {
    throw new UsageError('bundle does not write to standard output: it makes a file or a folder', {
      hint: 'Name one: -o bundle.tar.',
    });
  }
  if (output !== undefined && archive !== undefined && archive !== '.tar') {
    const stem = text.slice(0, -archive.length);
    throw cannotMake(output, {
      can: 'a .tar or a folder',
      hint: `Bottles are packed already, and would not get smaller: -o ${stem}.tar.`,
    });
  }
  const format = archive === undefined ? 'folder' : 'tar';
  const split = args.text('split');
  if (args.strength('split') === 0 && format === 'folder') {
    throw new UsageError(`--split cuts a tar into parts, and ${text} is a folder`, {
      hint: 'Name a tar: -o bundle.tar, or leave --split out.',
    });
  }
  const splitBytes = split === undefined ? undefined : parseSplitSize(split);
  if (!args.flag('dry-run')) {
    if (format === 'folder') await requirePlaceForFolder(path);
    else await requirePlaceForFile(splitBytes === undefined ? path : `${path}.sha256`);
  }
  return { path, format, splitBytes, overwrite: args.flag('force') };
}
