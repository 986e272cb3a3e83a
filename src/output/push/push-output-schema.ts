import * as v from 'valibot';

import { Count, DigestText, ErrorSchema, Sha256Text } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { PushOutput, PushResultOutput, ReferrerOutput } from './push-output.ts';

const ReferrerSchema = schemaOf<ReferrerOutput>()(
  v.variant('status', [
    v.object({ artifactType: v.string(), status: v.literal('pushed'), digest: DigestText }),
    v.object({ artifactType: v.string(), status: v.literal('failed'), error: ErrorSchema }),
  ]),
);

const BottleFields = {
  formula: v.string(),
  tap: v.string(),
  pkgVersion: v.string(),
  rebuild: Count,
  bottleTag: v.string(),
  sha256: Sha256Text,
  sizeBytes: Count,
  repository: v.nullable(v.string()),
  reference: v.nullable(v.string()),
};

const ResultSchema = schemaOf<PushResultOutput>()(
  v.variant('status', [
    v.object({
      ...BottleFields,
      status: v.picklist(['pushed', 'present']),
      sentBytes: Count,
      index: v.picklist(['published', 'reduced', 'kept']),
      indexDigest: DigestText,
      manifest: v.nullable(v.picklist(['published', 'rebuilt'])),
      referrers: v.array(ReferrerSchema),
    }),
    v.object({ ...BottleFields, status: v.literal('planned'), isThere: v.boolean() }),
    v.object({ ...BottleFields, status: v.literal('failed'), error: ErrorSchema }),
  ]),
);

/** See {@link PushOutput}. */
export const PushSchema = schemaOf<PushOutput>()(
  v.object({
    source: v.picklist(['bundle', 'mirror', 'lock']),
    registry: v.string(),
    results: v.array(ResultSchema),
  }),
);
