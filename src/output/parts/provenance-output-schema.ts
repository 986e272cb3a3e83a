import * as v from 'valibot';

import { schemaOf } from '../schema/output-schema.ts';
import type { ProvenanceOutput } from './provenance-output.ts';

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
      reasons: v.array(v.object({ code: v.string(), message: v.string() })),
    }),
    v.object({
      status: v.literal('unsupported'),
      code: v.picklist(['CUSTOM_REMOTE', 'NO_REMOTE', 'NOT_ASKED', 'TAP_UNKNOWN']),
      message: v.string(),
    }),
  ]),
);
