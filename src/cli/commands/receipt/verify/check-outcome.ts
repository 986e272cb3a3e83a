import type { BrewpullError } from '../../../../core/errors.ts';
import type { ReceiptSignature } from '../../../../receipt/comparison.ts';

/** What became of one file. `good`: it has signatures, and all of them are good. */
export type CheckOutcome =
  | {
      readonly file: string;
      readonly status: 'good' | 'bad' | 'unsigned';
      /** What the file is; `other` for what is no receipt. */
      readonly form: 'receipt' | 'statement' | 'clear-signed' | 'other';
      readonly signatures: readonly ReceiptSignature[];
    }
  | { readonly file: string; readonly status: 'failed'; readonly error: BrewpullError };
