import * as v from 'valibot';

import { LeftOutSchema } from '../parts/bottle-schema.ts';
import { Count, Sha256Text, TargetSchema } from '../parts/parts-schema.ts';
import { PlanSchema } from '../plan/plan-output-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { BundleOutput, BundleUpdateOutput } from './bundle-output.ts';

const UpdateSchema = schemaOf<BundleUpdateOutput>()(
  v.object({
    path: v.string(),
    sumsSha256: Sha256Text,
    leftOut: v.array(v.object({ target: TargetSchema, bottles: v.array(LeftOutSchema) })),
  }),
);

const BundleFields = { ...PlanSchema.entries, update: v.exactOptional(UpdateSchema) };

/** See {@link BundleOutput}. */
export const BundleSchema = schemaOf<BundleOutput>()(
  v.variant('status', [
    v.object({
      status: v.picklist(['written', 'unchanged']),
      paths: v.array(v.string()),
      sizeBytes: Count,
      sha256: v.nullable(Sha256Text),
      sumsSha256: Sha256Text,
      ...BundleFields,
    }),
    v.object({
      status: v.literal('unneeded'),
      paths: v.array(v.string()),
      sizeBytes: Count,
      sha256: v.null(),
      sumsSha256: v.null(),
      ...BundleFields,
    }),
  ]),
);
