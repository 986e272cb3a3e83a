import * as v from 'valibot';

import { SourceSchema, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { HistoryExplainOutput } from './history-explain-output.ts';
import { HistoryBottleSchema } from './history-output-schema.ts';

/** See {@link HistoryExplainOutput}. */
export const HistoryExplainSchema = schemaOf<HistoryExplainOutput>()(
  v.object({
    formula: v.string(),
    tap: v.string(),
    target: TargetSchema,
    source: SourceSchema,
    match: v.picklist(['exact', 'all', 'older']),
    bottle: HistoryBottleSchema,
    messages: v.object({
      introducedBy: v.nullable(v.string()),
      droppedBy: v.nullable(v.string()),
    }),
  }),
);
