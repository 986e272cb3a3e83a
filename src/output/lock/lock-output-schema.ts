import * as v from 'valibot';

import { Count, Sha256Text, SkippedSchema, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { LockOutput, LockStateOutput } from './lock-output.ts';

const StateSchema = schemaOf<LockStateOutput>()(
  v.variant('kind', [
    v.object({
      kind: v.literal('bottle'),
      pkgVersion: v.string(),
      rebuild: Count,
      sha256: Sha256Text,
      isRequested: v.boolean(),
    }),
    v.object({
      kind: v.literal('brew'),
      tag: v.string(),
      tree: v.string(),
      ruby: v.object({ version: v.string(), sha256: Sha256Text }),
    }),
  ]),
);

/** See {@link LockOutput}. */
export const LockSchema = schemaOf<LockOutput>()(
  v.object({
    status: v.picklist(['written', 'unchanged', 'planned']),
    path: v.string(),
    changes: v.array(
      v.object({
        target: TargetSchema,
        formula: v.string(),
        before: v.nullable(StateSchema),
        after: v.nullable(StateSchema),
      }),
    ),
    skipped: v.array(SkippedSchema),
  }),
);
