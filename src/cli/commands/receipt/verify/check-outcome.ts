import type { ReceiptSignature } from '../../../../receipt/comparison.ts';
import type { FailedFile } from '../given-files.ts';

/** What became of one file. `good`: it has signatures, and all of them are good. */
export type CheckOutcome =
  | {
      readonly file: string;
      readonly status: 'good' | 'bad' | 'unsigned';
      /** What the file is; `other` for anything but a receipt. */
      readonly form: 'receipt' | 'statement' | 'clear-signed' | 'other';
      readonly signatures: readonly ReceiptSignature[];
    }
  | FailedFile;
