import { UsageError } from '../../../core/errors.ts';
import { requireStandardOutput } from '../../arguments/destination.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import { requirePlaceForFile } from '../../../store/place/check-place.ts';
import { readFilePath } from '../../arguments/output-path.ts';
import { placeResult } from '../../place-result.ts';
import type { Session } from '../../session.ts';

/** The place for a file that an action makes. */
export interface Output {
  /** Undefined for standard output. */
  readonly path: string | undefined;
  /** Writes it completely or not at all, and over other bytes only with `--force`. Throws `FileExistsError` or `StoreError`. */
  place(bytes: Uint8Array): Promise<void>;
}

/**
 * Reads `--output`, a file or `-` for standard output; undefined if it is not given. Throws {@link UsageError}, and
 * `FileExistsError` or `StoreError` if nothing could be written there.
 */
export async function readOutput(args: Arguments, session: Session): Promise<Output | undefined> {
  const file = readFilePath(args, session, {
    name: 'output',
    what: 'a file of answers',
    stream: true,
  });
  if (file === undefined) return undefined;
  if (file.text === '-') {
    requireStandardOutput(session, { what: 'a file' });
    return { path: undefined, place: (bytes) => session.print(bytes) };
  }
  const { path } = file;
  await requirePlaceForFile(path);
  const force = args.flag('force');
  return { path, place: (bytes) => placeResult(bytes, path, force) };
}

/** Does the same as {@link readOutput} for an action that needs an output. Throws {@link UsageError}. */
export async function requireOutput(
  args: Arguments,
  session: Session,
  action: string,
): Promise<Output> {
  const output = await readOutput(args, session);
  if (output !== undefined) return output;
  throw new UsageError(`atlas ${action} needs --output: where the file goes`, {
    hint: `Run brewpull atlas ${action} … -o team.answers.`,
  });
}
