import * as v from 'valibot';

import { Count, DropSchema, PlaceSchema, Sha256Text, SourceSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { HistoryBottleOutput, HistoryOutput } from './history-output.ts';

/** The fields of `OriginOutput`. */
export const OriginFields = {
  head: v.nullable(PlaceSchema),
  searchedFrom: v.nullable(v.string()),
  source: SourceSchema,
};

/** The fields of `HistoryFields`. */
export const HistoryFieldsSchema = {
  formula: v.string(),
  tap: v.string(),
  ...OriginFields,
  extent: v.picklist(['all', 'last', 'registry']),
};

/** See {@link HistoryBottleOutput}. */
export const HistoryBottleSchema = schemaOf<HistoryBottleOutput>()(
  v.object({
    formula: v.string(),
    formulaNow: v.exactOptional(v.string()),
    bottleTag: v.string(),
    sha256: v.nullable(Sha256Text),
    sha1: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/))),
    cellar: v.nullable(v.string()),
    version: v.string(),
    revision: Count,
    pkgVersion: v.string(),
    rebuild: Count,
    rootUrl: v.nullable(v.string()),
    path: v.nullable(v.string()),
    introducedBy: PlaceSchema,
    droppedBy: v.exactOptional(v.nullable(DropSchema)),
    isUnsure: v.boolean(),
  }),
);

/** The fields of `BuildOutput`. */
export const BuildFields = {
  pkgVersion: v.string(),
  rebuild: Count,
  since: v.nullable(v.string()),
  bottles: v.array(v.object({ ...HistoryBottleSchema.entries, isLast: v.boolean() })),
};

/** See {@link HistoryOutput}. */
export const HistorySchema = schemaOf<HistoryOutput>()(
  v.object({ ...HistoryFieldsSchema, builds: v.array(v.object(BuildFields)) }),
);
