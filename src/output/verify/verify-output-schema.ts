import * as v from 'valibot';

import { Count, DigestText, Sha256Text } from '../parts/parts-schema.ts';
import { ProvenanceSchema } from '../parts/provenance-output-schema.ts';
import { GoodSignatureSchema } from '../parts/signature-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type {
  EvidenceOutput,
  FindingOutput,
  ImageInArchiveOutput,
  UnprovenLayerOutput,
  VerificationOutput,
  VerifiedBottleOutput,
  VerifiedUpdateOutput,
  VerifyOutput,
} from './verify-output.ts';

const FindingSchema = schemaOf<FindingOutput>()(
  v.object({
    code: v.picklist([
      'tampered',
      'missing',
      'extra',
      'reordered',
      'invalid',
      'disagreement',
      'unknown-installer',
      'contradicted',
      'unproven',
      'provenance-missing',
      'provenance-invalid',
      'signature-missing',
      'signature-invalid',
    ]),
    file: v.string(),
    message: v.string(),
  }),
);

const EvidenceSchema = schemaOf<EvidenceOutput>()(
  v.object({
    step: v.picklist([
      'commit',
      'formula',
      'checksum',
      'index',
      'manifest',
      'layer',
      'contents',
      'provenance',
      'api',
    ]),
    claim: v.string(),
    status: v.picklist(['proven', 'absent', 'contradicted']),
    detail: v.string(),
  }),
);

const BottleSchema = schemaOf<VerifiedBottleOutput>()(
  v.object({
    fileName: v.string(),
    sha256: Sha256Text,
    witnesses: v.array(
      v.picklist([
        'sidecar',
        'receipt',
        'formula',
        'index',
        'manifest',
        'attestation',
        'api',
        'bundle',
        'mirror',
      ]),
    ),
    provenance: v.nullable(ProvenanceSchema),
    evidence: v.exactOptional(v.array(EvidenceSchema)),
  }),
);

const UpdateSchema = schemaOf<VerifiedUpdateOutput>()(
  v.object({
    of: Sha256Text,
    leftOut: Count,
    checkedWith: v.array(v.string()),
    isVeryOne: v.boolean(),
  }),
);

const ImageSchema = schemaOf<ImageInArchiveOutput>()(
  v.object({
    fullName: v.nullable(v.string()),
    manifestDigest: DigestText,
    imageId: DigestText,
    layers: Count,
  }),
);

const UnprovenSchema = schemaOf<UnprovenLayerOutput>()(
  v.object({ file: v.string(), code: v.picklist(['encrypted', 'packing', 'not-a-tar']) }),
);

const CommonFields = {
  path: v.string(),
  status: v.picklist(['ok', 'failed']),
  findings: v.array(FindingSchema),
  bottles: v.array(BottleSchema),
};

const SignedField = { signature: v.exactOptional(GoodSignatureSchema) };

const VerificationSchema = schemaOf<VerificationOutput>()(
  v.variant('kind', [
    v.object({ ...CommonFields, kind: v.literal('bottle') }),
    v.object({
      ...CommonFields,
      kind: v.literal('bundle'),
      update: v.exactOptional(UpdateSchema),
      ...SignedField,
    }),
    v.object({ ...CommonFields, kind: v.literal('mirror'), ...SignedField }),
    v.object({
      ...CommonFields,
      kind: v.literal('image'),
      image: v.nullable(ImageSchema),
      unproven: v.array(UnprovenSchema),
      notes: v.array(v.string()),
    }),
  ]),
);

/** See {@link VerifyOutput}. */
export const VerifySchema = schemaOf<VerifyOutput>()(
  v.object({ results: v.array(VerificationSchema) }),
);
