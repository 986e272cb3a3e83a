import * as v from 'valibot';

import { ErrorSchema } from '../parts/parts-schema.ts';
import { FileSignatureSchema } from '../parts/signature-schema.ts';
import type { Frozen } from '../schema/output-schema.ts';

const FailedSchema = v.object({
  file: v.string(),
  status: v.literal('failed'),
  error: ErrorSchema,
});

/** The output of `receipt sign`. */
export const ReceiptSignSchema = v.object({
  results: v.array(
    v.variant('status', [
      v.object({
        file: v.string(),
        status: v.literal('signed'),
        signature: v.string(),
        kind: v.picklist(['ssh', 'minisign', 'gpg']),
      }),
      FailedSchema,
    ]),
  ),
});

/** See {@link ReceiptSignSchema}. */
export type ReceiptSignOutput = Frozen<v.InferOutput<typeof ReceiptSignSchema>>;

const CheckedFileSchema = v.variant('status', [
  v.object({
    file: v.string(),
    status: v.picklist(['good', 'bad', 'unsigned']),
    form: v.picklist(['receipt', 'statement', 'clear-signed', 'other']),
    signatures: v.array(FileSignatureSchema),
  }),
  FailedSchema,
]);

/** What is known about the signatures of one file. */
export type CheckedFileOutput = Frozen<v.InferOutput<typeof CheckedFileSchema>>;

/** The output of `receipt verify`. */
export const ReceiptVerifySchema = v.object({ results: v.array(CheckedFileSchema) });

/** See {@link ReceiptVerifySchema}. */
export type ReceiptVerifyOutput = Frozen<v.InferOutput<typeof ReceiptVerifySchema>>;

/** The output of `receipt text`. */
export const ReceiptTextSchema = v.object({ text: v.string(), path: v.nullable(v.string()) });

/** See {@link ReceiptTextSchema}. */
export type ReceiptTextOutput = Frozen<v.InferOutput<typeof ReceiptTextSchema>>;
