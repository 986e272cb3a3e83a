import { cannotRead } from '../../../store/read/named-path.ts';
import { readFileOrPipe, readRegularFile } from '../../../store/read/read-regular-file.ts';

const MIB = 1024 * 1024;
/** As much as `parseReceipt` takes. */
export const RECEIPT_MIB = 32;

/** How a file that the user named is read. */
export interface GivenFile {
  /** What it is, e.g. `--ca-file` or `the receipt`; nothing where its name says it. */
  readonly what?: string | undefined;
  /** What to do when it cannot be read, where that is more than to check the path. */
  readonly hint?: string;
  readonly limitMib: number;
  /** Whether a named pipe is waited for; what a shell makes of `<(command)` always is. */
  readonly isPipeWanted?: boolean;
}

/** Descriptors that the process was given: they hold what the user put there. */
const OWN_DESCRIPTOR = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/**
 * Reads a file that the user named, whole and bounded. Throws `UsageError` when it cannot be read, is too large, or is a
 * device, a folder or a pipe that is not wanted.
 */
export async function readGivenFile(
  path: string,
  { what, hint, limitMib, isPipeWanted = false }: GivenFile,
): Promise<Buffer> {
  const read = isPipeWanted || OWN_DESCRIPTOR.test(path) ? readFileOrPipe : readRegularFile;
  try {
    return await read(path, limitMib * MIB);
  } catch (error) {
    throw cannotRead(path, error, { what, hint });
  }
}
