import * as v from 'valibot';

import { SummaryFields } from '../atlas/atlas-output-schema.ts';
import { Count, PlaceSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { SyncOutput, SyncPlanOutput } from './sync-output.ts';

/** See {@link SyncPlanOutput}; the output of `sync --dry-run`. */
export const SyncPlanSchema = schemaOf<SyncPlanOutput>()(
  v.object({
    tap: v.string(),
    remote: v.string(),
    path: v.string(),
    freeBytes: Count,
    copyBytes: v.nullable(Count),
  }),
);

/** See {@link SyncOutput}. */
export const SyncSchema = schemaOf<SyncOutput>()(
  v.object({
    ...SyncPlanSchema.entries,
    head: PlaceSchema,
    previousHead: v.nullable(PlaceSchema),
    newCommits: Count,
    hasAtlas: v.boolean(),
    isWhole: v.boolean(),
    export: v.exactOptional(v.object({ path: v.string(), ...SummaryFields })),
  }),
);
