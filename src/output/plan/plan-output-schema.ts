import * as v from 'valibot';

import { MissingSchema } from '../parts/bottle-schema.ts';
import {
  Count,
  PlaceSchema,
  Sha256Text,
  SkippedSchema,
  TargetSchema,
} from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import { BrewSchema } from './brew-output-schema.ts';
import { PlanExceptionSchema } from './exception-output-schema.ts';
import type { PlanItemOutput, PlanOutput, TargetPlanOutput } from './plan-output.ts';

const ItemSchema = schemaOf<PlanItemOutput>()(
  v.object({
    formula: v.string(),
    formulaNow: v.exactOptional(v.string()),
    tap: v.string(),
    pkgVersion: v.string(),
    rebuild: Count,
    bottleTag: v.string(),
    match: v.picklist(['exact', 'all', 'older']),
    sha256: Sha256Text,
    fileName: v.string(),
    sizeBytes: v.nullable(Count),
    introducedBy: v.nullable(PlaceSchema),
    isRequested: v.boolean(),
    dependencies: v.array(v.string()),
  }),
);

const TargetPlanSchema = schemaOf<TargetPlanOutput>()(
  v.object({
    target: TargetSchema,
    closure: v.picklist(['one-commit', 'newest', 'exact', 'lock']),
    at: v.nullable(PlaceSchema),
    commits: v.array(v.object({ tap: v.string(), commit: v.string(), date: v.string() })),
    missing: v.array(MissingSchema),
    items: v.array(ItemSchema),
    cycles: v.array(v.array(v.string())),
    exceptions: v.array(PlanExceptionSchema),
    brew: v.exactOptional(BrewSchema),
  }),
);

/** See {@link PlanOutput}. */
export const PlanSchema = schemaOf<PlanOutput>()(
  v.object({ plans: v.array(TargetPlanSchema), skipped: v.array(SkippedSchema) }),
);
