import { BrewpullError, UsageError } from '../../../core/errors.ts';
import { readRecordIfAny, type ReceiptRecord } from '../../../receipt/statement/read-record.ts';
import { readGivenFile, RECEIPT_MIB } from '../../arguments/layers/given-file.ts';
import { renderError } from '../../render/error.ts';
import type { Session } from '../../session.ts';

/** A file that the user named, and the receipt in it. */
export interface ReadFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Undefined for a file of another kind, e.g. `SHA256SUMS`. */
  readonly record: ReceiptRecord | undefined;
}

/**
 * Reads a file to sign or verify. Throws {@link UsageError} if it cannot be read or is too large to be signed itself, and
 * `InvalidFileError` for a damaged receipt.
 */
export async function readSignedFile(name: string, session: Session): Promise<ReadFile> {
  const path = session.resolvePath(name);
  const bytes = await readGivenFile(path, {
    limitMib: RECEIPT_MIB,
    hint: 'Check the path; for something large, sign its checksum: sha256sum bundle.tar > SHA256SUMS.',
  });
  return { name, path, bytes, record: readRecordIfAny(bytes, name) };
}

/** Throws {@link UsageError} if no file is named, or if one is named twice. */
export function requireFiles(words: readonly string[], action: string): void {
  if (words.length === 0) {
    throw new UsageError(`receipt ${action} takes files, and none is named`, {
      hint: `Name a receipt: brewpull receipt ${action} home.json.`,
    });
  }
  const twice = words.find((word, at) => words.indexOf(word) !== at);
  if (twice !== undefined) {
    throw new UsageError(`${twice} is given twice`, { hint: 'Give each file once.' });
  }
}

/** A file for which something failed. */
export interface FailedFile {
  readonly file: string;
  readonly status: 'failed';
  readonly error: BrewpullError;
}

/** Works on one file after another, and reports the failures at the end: one failure does not stop the others. */
export async function forEachFile<Done>(
  files: readonly string[],
  session: Session,
  work: (file: string) => Promise<Done>,
): Promise<readonly (Done | FailedFile)[]> {
  const outcomes: (Done | FailedFile)[] = [];
  const failed: BrewpullError[] = [];
  for (const file of files) {
    try {
      outcomes.push(await work(file));
    } catch (error) {
      if (!(error instanceof BrewpullError) || error.code === 'ABORTED') throw error;
      outcomes.push({ file, status: 'failed', error });
      failed.push(error);
    }
  }
  const { debug } = session.verbosity;
  for (const error of failed) {
    session.progress.sayLines(renderError(error, session.errorStyle, { debug }));
  }
  return outcomes;
}
