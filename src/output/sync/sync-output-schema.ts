import * as v from 'valibot';

import { Count, DigestText, PlaceSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { SyncOutput, SyncPlanOutput } from './sync-output.ts';

/** See {@link SyncPlanOutput}; what `sync --dry-run` answers. */
export const SyncPlanSchema = schemaOf<SyncPlanOutput>()(
  v.object({
    tap: v.string(),
    remote: v.string(),
    path: v.string(),
    freeBytes: Count,
    copyBytes: v.nullable(Count),
  }),
);

const WrittenAnswersSchema = v.object({
  path: v.string(),
  kind: v.picklist(['answers', 'atlas']),
  sizeBytes: Count,
  digest: DigestText,
  tap: v.string(),
  head: PlaceSchema,
  begins: v.string(),
  bottleTags: v.nullable(v.array(v.string())),
  sources: v.array(
    v.object({
      name: v.string(),
      from: v.string(),
      until: v.string(),
      note: v.nullable(v.string()),
    }),
  ),
  counts: v.object({ formulae: Count, bottles: Count }),
});

/** See {@link SyncOutput}. */
export const SyncSchema = schemaOf<SyncOutput>()(
  v.object({
    ...SyncPlanSchema.entries,
    head: PlaceSchema,
    previousHead: v.nullable(PlaceSchema),
    newCommits: Count,
    hasAtlas: v.boolean(),
    isWhole: v.boolean(),
    export: v.exactOptional(WrittenAnswersSchema),
  }),
);
