import { InvalidFileError } from '../../core/errors.ts';
import { verifyClearSigned } from '../signature/gpg/verify-gpg.ts';
import type { SignatureOutcome } from '../signature/signature.ts';
import { missingTool, type SignatureCheck } from '../signature/verify-bytes.ts';
import type { Receipt } from '../receipt.ts';
import { parseReceipt } from '../receipt-schema.ts';
import { isClearSigned, readClearSigned, type ClearText } from './clear-signed.ts';
import { STATEMENT_TITLE } from './format-statement.ts';
import { isStatement, parseStatement } from './parse-statement.ts';

/** A receipt, and which of its three forms it was read from. */
export interface ReceiptRecord {
  /** `clear-signed`: a statement inside a clear-signed text. */
  readonly form: 'receipt' | 'statement' | 'clear-signed';
  readonly receipt: Receipt;
  /** Only if it is clear-signed. */
  readonly clear?: ClearText | undefined;
}

/** Reads a receipt, a statement, or the statement in a clear-signed text. Verifies no signature. Throws `InvalidFileError`. */
export function readRecord(bytes: Uint8Array, what: string): ReceiptRecord {
  // Checked first, since an unsigned statement may precede the signed one.
  if (!looksLikeJson(bytes) && isClearSigned(bytes)) {
    const clear = readClearSigned(bytes, what);
    return { form: 'clear-signed', receipt: parseStatement(clear.text, what), clear };
  }
  if (isStatement(bytes)) return { form: 'statement', receipt: parseStatement(bytes, what) };
  return { form: 'receipt', receipt: parseReceipt(bytes, what) };
}

/**
 * Verifies the signature inside a clear-signed statement. It is good only if `gpg` extracts the same text from the signed part
 * that {@link readRecord} read. Throws for files of keys that hold none.
 */
export async function verifyInside(
  { text, message }: ClearText,
  { keys, setup }: SignatureCheck,
): Promise<SignatureOutcome> {
  try {
    const signed = await verifyClearSigned(message, { keys: keys.gpg, setup });
    if (signed.text === undefined || isSameText(signed.text, text)) return signed.outcome;
    return {
      status: 'bad',
      kind: 'gpg',
      code: 'other-content',
      reason: 'it signs other content than this text has',
    };
  } catch (error) {
    return missingTool('gpg', error);
  }
}

/** Reads what is meant to be a receipt or statement; undefined for other files. Throws `InvalidFileError` if it is damaged. */
export function readRecordIfAny(bytes: Uint8Array, what: string): ReceiptRecord | undefined {
  if (isStatement(bytes)) return readRecord(bytes, what);
  if (!looksLikeJson(bytes)) {
    const isSigned = isClearSigned(bytes) && Buffer.from(bytes).includes(STATEMENT_TITLE);
    return isSigned ? readRecord(bytes, what) : undefined;
  }
  try {
    return readRecord(bytes, what);
  } catch (error) {
    // Another JSON file, such as a lock, is not a damaged receipt; a file that was cut off could be one.
    if (error instanceof InvalidFileError && isOtherJson(bytes)) return undefined;
    throw error;
  }
}

function isOtherJson(bytes: Uint8Array): boolean {
  try {
    const json: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof json !== 'object' || json === null || !('artifacts' in json && 'tool' in json);
  } catch {
    return false;
  }
}

function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*\{/.test(Buffer.from(bytes.subarray(0, 200)).toString('utf8'));
}

function isSameText(a: Uint8Array, b: Uint8Array): boolean {
  const [one, other] = [a, b].map((bytes) =>
    Buffer.from(bytes)
      .toString('utf8')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd(),
  );
  return one === other;
}
