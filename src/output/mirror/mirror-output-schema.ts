import * as v from 'valibot';

import {
  Count,
  ErrorCodeSchema,
  ErrorSchema,
  Sha256Text,
  TargetSchema,
} from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { MirrorDryRunOutput } from './mirror-dry-run-output.ts';
import type { MirrorOutput } from './mirror-output.ts';

const BottleFields = {
  formula: v.string(),
  formulaNow: v.exactOptional(v.string()),
  tap: v.string(),
  target: TargetSchema,
  pkgVersion: v.string(),
};

const ResultSchema = v.variant('status', [
  v.object({
    ...BottleFields,
    status: v.picklist(['new', 'kept', 'republished', 'gone']),
    rebuild: Count,
    bottleTag: v.string(),
    sha256: Sha256Text,
    sizeBytes: Count,
    fetchedBytes: Count,
  }),
  v.object({
    ...BottleFields,
    status: v.picklist(['failed', 'left-out', 'not-tried']),
    error: ErrorSchema,
  }),
]);

const MissingSchema = v.object({
  formula: v.string(),
  target: TargetSchema,
  code: v.union([ErrorCodeSchema, v.literal('NOT_ASKED_FOR')]),
  message: v.string(),
  neededBy: v.array(v.string()),
});

/** See {@link MirrorOutput}. */
export const MirrorSchema = schemaOf<MirrorOutput>()(
  v.object({
    path: v.string(),
    status: v.picklist(['complete', 'interrupted']),
    isContinued: v.boolean(),
    bottles: v.nullable(Count),
    sizeBytes: v.nullable(Count),
    counts: v.object({
      new: Count,
      kept: Count,
      republished: Count,
      gone: Count,
      'left-out': Count,
      failed: Count,
      'not-tried': Count,
    }),
    fetchedBytes: Count,
    pruned: v.nullable(v.object({ files: Count, sizeBytes: Count })),
    results: v.array(ResultSchema),
    missing: v.array(MissingSchema),
    error: v.nullable(ErrorSchema),
  }),
);

const BottleSumSchema = v.object({ bottles: Count, sizeBytes: Count });

/** See {@link MirrorDryRunOutput}. */
export const MirrorDryRunSchema = schemaOf<MirrorDryRunOutput>()(
  v.object({
    path: v.string(),
    status: v.literal('planned'),
    targets: v.array(TargetSchema),
    kept: BottleSumSchema,
    known: BottleSumSchema,
    unknown: v.object({ bottles: Count }),
    estimatedBytes: v.nullable(Count),
    seconds: v.nullable(Count),
    unused: BottleSumSchema,
    missing: v.array(MissingSchema),
  }),
);
