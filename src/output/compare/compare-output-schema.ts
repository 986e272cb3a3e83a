import * as v from 'valibot';

import { Count } from '../parts/parts-schema.ts';
import { FileSignatureSchema } from '../parts/signature-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type {
  CompareOutput,
  ComparedArtifactOutput,
  ComparedReceiptOutput,
  ComparedSignaturesOutput,
  CompareWarningOutput,
  SharedValueOutput,
} from './compare-output.ts';

const Texts = v.array(v.string());

const ReceiptSchema = schemaOf<ComparedReceiptOutput>()(
  v.object({
    name: v.string(),
    network: v.object({
      label: v.exactOptional(v.string()),
      country: v.exactOptional(v.string()),
      proxy: v.exactOptional(v.string()),
    }),
    created: v.string(),
    tool: v.object({ name: v.string(), version: v.string() }),
  }),
);

const SharedValueSchema = schemaOf<SharedValueOutput>()(
  v.object({ value: v.string(), receipts: Texts }),
);

const ComparedEntries = {
  title: v.string(),
  status: v.picklist(['agree', 'differ', 'missing']),
  difference: v.nullable(v.picklist(['blob', 'metadata'])),
  differences: v.array(
    v.object({
      field: v.picklist([
        'blob',
        'config',
        'layers',
        'tree',
        'tar',
        'index',
        'manifest',
        'commit',
        'formulaBlob',
      ]),
      values: v.array(SharedValueSchema),
    }),
  ),
  seenBy: Texts,
  missingFrom: Texts,
  networks: Texts,
  explanation: v.string(),
};

const ArtifactSchema = schemaOf<ComparedArtifactOutput>()(
  v.variant('kind', [
    v.object({
      kind: v.literal('bottle'),
      subject: v.object({ tap: v.string(), fileName: v.string() }),
      ...ComparedEntries,
    }),
    v.object({
      kind: v.literal('image'),
      subject: v.object({ reference: v.string(), platform: v.nullable(v.string()) }),
      ...ComparedEntries,
    }),
    v.object({
      kind: v.literal('brew'),
      subject: v.object({ tag: v.string() }),
      ...ComparedEntries,
    }),
  ]),
);

const WarningSchema = schemaOf<CompareWarningOutput>()(
  v.object({
    code: v.picklist([
      'unlabelled',
      'same-network',
      'same-proxy',
      'same-peer',
      'same-run',
      'from-cache',
      'different-registry',
      'different-tls-issuer',
      'same-key',
      'same-signer',
      'shared-key',
      'unsigned',
      'bad-signature',
    ]),
    message: v.string(),
    receipts: Texts,
    values: v.array(SharedValueSchema),
  }),
);

const SignaturesSchema = schemaOf<ComparedSignaturesOutput>()(
  v.object({
    required: v.nullable(Count),
    keys: Count,
    networks: Count,
    receipts: v.array(v.object({ name: v.string(), signatures: v.array(FileSignatureSchema) })),
  }),
);

/** See {@link CompareOutput}. */
export const CompareSchema = schemaOf<CompareOutput>()(
  v.object({
    verdict: v.picklist(['agreed', 'too-few-signatures', 'too-few-networks', 'missing', 'differ']),
    networks: Count,
    receipts: v.array(ReceiptSchema),
    artifacts: v.array(ArtifactSchema),
    totals: v.object({ agree: Count, differ: Count, missing: Count }),
    warnings: v.array(WarningSchema),
    proves: Texts,
    doesNotProve: Texts,
    signatures: v.nullable(SignaturesSchema),
  }),
);
