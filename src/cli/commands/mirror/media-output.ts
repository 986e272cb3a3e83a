import { UsageError } from '../../../core/errors.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { cannotMake, readOutputPath } from '../../arguments/output-path.ts';
import type { Session } from '../../session.ts';

/**
 * Reads the folder that media or a mirror go into. Throws {@link UsageError} for standard output and for the name of an archive.
 */
export function readFolderOutput(
  args: Arguments,
  session: Pick<Session, 'resolvePath'>,
  standard: string,
): string {
  const output = readOutputPath(args, session, 'output');
  if (output === undefined) return session.resolvePath(standard);
  if (output.text === '-') {
    throw new UsageError('folders are not written to standard output', {
      hint: `Name a folder: -o ${standard}.`,
    });
  }
  if (output.archive !== undefined) throw cannotMake(output, { can: 'a folder' });
  return output.path;
}
