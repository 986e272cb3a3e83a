import { UsageError } from '../../../core/errors.ts';
import { readRecordIfAny, type ReceiptRecord } from '../../../receipt/statement/read-record.ts';
import { readGivenFile, RECEIPT_MIB } from '../../arguments/layers/given-file.ts';
import type { Session } from '../../session.ts';

/** A file that a person named, and the receipt that it is. */
export interface ReadFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Undefined for a file of another kind, such as `SHA256SUMS`. */
  readonly record: ReceiptRecord | undefined;
}

/**
 * Reads a file that is signed. Throws {@link UsageError} where it cannot be read or is too large to be signed itself, and
 * `InvalidFileError` for a damaged receipt.
 */
export async function readSignedFile(name: string, session: Session): Promise<ReadFile> {
  const path = session.resolvePath(name);
  const bytes = await readGivenFile(path, {
    limitMib: RECEIPT_MIB,
    hint: 'Check the path; of something large sign its checksum: sha256sum bundle.tar > SHA256SUMS.',
  });
  return { name, path, bytes, record: readRecordIfAny(bytes, name) };
}

/** Throws {@link UsageError} where no file is named, or one twice. */
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
