import type { ReceiptSignature } from '../comparison.ts';
import type { SignatureFile } from '../signature/signatures-beside.ts';
import { verifyBytes, type SignatureCheck } from '../signature/verify-bytes.ts';
import type { ClearText } from './clear-signed.ts';
import { verifyInside } from './read-record.ts';

/** A file with all its signatures. */
export interface SignedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The signed text in it, if the file is clear-signed. */
  readonly clear?: ClearText | undefined;
  readonly beside: readonly SignatureFile[];
}

/** Verifies the signature inside a file and those beside it, one after another. Throws for files of keys that hold none. */
export async function checkSignatures(
  { name, bytes, clear, beside }: SignedFile,
  check: SignatureCheck,
): Promise<readonly ReceiptSignature[]> {
  const found: ReceiptSignature[] = [];
  if (clear !== undefined) found.push({ file: name, outcome: await verifyInside(clear, check) });
  for (const { kind, suffix, bytes: signature } of beside) {
    const outcome =
      signature === undefined
        ? ({
            status: 'bad',
            kind,
            code: 'damaged',
            reason: 'it is not a regular file, or too large for a signature',
          } as const)
        : await verifyBytes(bytes, { kind, bytes: signature }, check);
    found.push({ file: `${name}${suffix}`, outcome });
  }
  return found;
}
