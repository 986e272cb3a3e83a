import * as v from 'valibot';

import { schemaOf } from '../schema/output-schema.ts';
import type { AttestationReasonOutput, ProvenanceOutput } from './provenance-output.ts';

const ReasonSchema = schemaOf<AttestationReasonOutput>()(
  v.object({
    code: v.picklist([
      'BUNDLE_MALFORMED',
      'NOT_AN_ATTESTATION',
      'CERTIFICATE_MISSING',
      'CERTIFICATE_UNTRUSTED',
      'CERTIFICATE_EXPIRED',
      'CERTIFICATE_NOT_YET_VALID',
      'LOG_ENTRY_MISSING',
      'LOG_ENTRY_INVALID',
      'LOG_ENTRY_MISMATCH',
      'TIMESTAMP_INVALID',
      'SIGNATURE_MISMATCH',
      'PAYLOAD_CHANGED',
      'STATEMENT_MALFORMED',
      'ISSUER',
      'REPOSITORY',
      'PREDICATE',
      'DIGEST',
      'SUBJECT_NAME',
      'BACKFILL_AFTER_CUTOFF',
    ]),
    message: v.string(),
  }),
);

/** See {@link ProvenanceOutput}. */
export const ProvenanceSchema = schemaOf<ProvenanceOutput>()(
  v.variant('status', [
    v.object({
      status: v.literal('verified'),
      workflow: v.string(),
      repository: v.string(),
      commit: v.nullable(v.string()),
      time: v.string(),
      issuer: v.string(),
      backfilled: v.boolean(),
      subject: v.string(),
    }),
    v.object({ status: v.literal('none') }),
    v.object({
      status: v.literal('invalid'),
      reasons: v.array(ReasonSchema),
    }),
    v.object({
      status: v.literal('unsupported'),
      code: v.picklist(['CUSTOM_REMOTE', 'NO_REMOTE', 'NOT_ASKED', 'TAP_UNKNOWN']),
      message: v.string(),
    }),
  ]),
);
