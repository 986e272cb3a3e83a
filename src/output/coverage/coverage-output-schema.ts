import * as v from 'valibot';

import { OriginFields } from '../history/history-output-schema.ts';
import { Count, DropSchema, PlaceSchema, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { CoverageOutput, CoveredFormulaOutput } from './coverage-output.ts';

const CoveredFormulaSchema = schemaOf<CoveredFormulaOutput>()(
  v.object({
    formula: v.string(),
    status: v.picklist(['pours', 'stopped', 'removed']),
    pkgVersion: v.string(),
    rebuild: Count,
    bottleTag: v.string(),
    match: v.picklist(['exact', 'all', 'older']),
    introducedBy: PlaceSchema,
    droppedBy: v.nullable(DropSchema),
    isUnsure: v.boolean(),
  }),
);

/** See {@link CoverageOutput}. */
export const CoverageSchema = schemaOf<CoverageOutput>()(
  v.object({
    target: TargetSchema,
    tap: v.string(),
    ...OriginFields,
    pours: Count,
    ever: Count,
    months: v.array(v.object({ month: v.string(), stopped: Count })),
    formulae: v.array(CoveredFormulaSchema),
    unknown: v.array(v.string()),
    suggestions: v.array(v.string()),
  }),
);
