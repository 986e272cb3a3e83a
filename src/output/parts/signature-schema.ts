import * as v from 'valibot';

import { schemaOf } from '../schema/output-schema.ts';
import type { FileSignatureOutput, GoodSignatureOutput } from './signature-output.ts';

const KindSchema = v.picklist(['ssh', 'minisign', 'gpg']);

/** See {@link GoodSignatureOutput}. */
export const GoodSignatureSchema = schemaOf<GoodSignatureOutput>()(
  v.object({
    status: v.literal('good'),
    kind: KindSchema,
    key: v.string(),
    principals: v.array(v.string()),
  }),
);

/** See {@link FileSignatureOutput}. */
export const FileSignatureSchema = schemaOf<FileSignatureOutput>()(
  v.variant('status', [
    v.object({ file: v.string(), ...GoodSignatureSchema.entries }),
    v.object({
      file: v.string(),
      status: v.literal('bad'),
      kind: KindSchema,
      code: v.picklist([
        'unknown-key',
        'other-content',
        'other-namespace',
        'expired',
        'not-yet-valid',
        'not-permitted',
        'revoked',
        'damaged',
        'no-tool',
      ]),
      reason: v.string(),
      key: v.exactOptional(v.string()),
    }),
  ]),
);
