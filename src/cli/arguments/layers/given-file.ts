import { cannotRead } from '../../../store/read/named-path.ts';
import { readFileOrPipe, readRegularFile } from '../../../store/read/read-regular-file.ts';

const MIB = 1024 * 1024;
/** As much as `parseReceipt` accepts. */
export const RECEIPT_MIB = 32;

/** How a file that the user named is read. */
export interface GivenFile {
  /** What it is, e.g. `--ca-file` or `the receipt`; undefined if its name says it. */
  readonly what?: string | undefined;
  /** What to do when it cannot be read, if checking the path is not enough. */
  readonly hint?: string;
  readonly limitMib: number;
  /** Whether a named pipe is waited for; the pipe that a shell makes of `<(command)` always is. */
  readonly isPipeWanted?: boolean;
}

/** Descriptors that the process inherited: the user put there what they hold. */
const OWN_DESCRIPTOR = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/**
 * Reads a whole file that the user named, up to a limit. Throws `UsageError` if it cannot be read, is too large, or is a device,
 * a folder or an unwanted pipe.
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
