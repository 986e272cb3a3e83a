import * as v from 'valibot';

import {
  Count,
  DropSchema,
  ErrorSchema,
  NearBottleSchema,
  PlaceSchema,
  Sha256Text,
  SkippedSchema,
  SourceSchema,
  TargetSchema,
} from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type {
  FailedResolutionOutput,
  FoundOutput,
  NoBottleOutput,
  NotAFormulaOutput,
  ResolutionOutput,
  ResolveOutput,
} from './resolve-output.ts';

/** The fields of `TargetsOutput`. */
export const TargetsFields = {
  target: TargetSchema,
  targets: v.exactOptional(v.array(TargetSchema)),
};

const AskedFields = { requested: v.string(), target: TargetSchema };

/** The fields of `FoundFields`. */
export const FoundFieldsSchema = {
  ...AskedFields,
  formula: v.string(),
  formulaNow: v.exactOptional(v.string()),
  tap: v.string(),
  version: v.string(),
  revision: Count,
  pkgVersion: v.string(),
  rebuild: Count,
  bottleTag: v.string(),
  match: v.picklist(['exact', 'all', 'older']),
  sha256: Sha256Text,
  rootUrl: v.string(),
  repository: v.exactOptional(v.string()),
  reference: v.exactOptional(v.string()),
  url: v.exactOptional(v.string()),
  fileName: v.string(),
  path: v.nullable(v.string()),
  introducedBy: v.nullable(PlaceSchema),
  droppedBy: v.nullable(DropSchema),
  wanted: v.nullable(v.string()),
  last: v.nullable(NearBottleSchema),
  sources: v.array(v.picklist(['git', 'atlas', 'registry', 'lock', 'api'])),
  source: v.nullable(SourceSchema),
  searchedFrom: v.nullable(v.string()),
  notes: v.array(
    v.object({
      kind: v.picklist(['unsure', 'alias', 'inferred-rename', 'contradiction']),
      message: v.string(),
    }),
  ),
};

/** The fields of a resolution that failed. */
export const FailedResolutionSchema = schemaOf<FailedResolutionOutput>()(
  v.object({
    ...AskedFields,
    formula: v.string(),
    status: v.literal('failed'),
    error: ErrorSchema,
  }),
);

const FoundSchema = schemaOf<FoundOutput>()(
  v.object({ ...FoundFieldsSchema, status: v.literal('found') }),
);

/** The fields of `NoBottleFields`. */
export const NoBottleFieldsSchema = {
  ...AskedFields,
  formula: v.string(),
  tap: v.string(),
  searchedIn: v.picklist(['history', 'registry']),
  searchedFrom: v.nullable(v.string()),
  source: v.nullable(SourceSchema),
  nearest: v.array(NearBottleSchema),
  wanted: v.nullable(v.string()),
  versions: v.array(NearBottleSchema),
  prebuilt: v.nullable(v.object({ url: v.string(), sha256: Sha256Text })),
  cask: v.nullable(v.string()),
};

/** See `NoBottleOutput`. */
export const NoBottleSchema = schemaOf<NoBottleOutput>()(
  v.object({ ...NoBottleFieldsSchema, status: v.literal('no-bottle') }),
);

/** See `NotAFormulaOutput`. */
export const NotAFormulaSchema = schemaOf<NotAFormulaOutput>()(
  v.object({
    ...AskedFields,
    formula: v.string(),
    tap: v.string(),
    status: v.literal('not-a-formula'),
    suggestions: v.array(v.string()),
    cask: v.nullable(v.string()),
    source: v.nullable(SourceSchema),
  }),
);

const ResolutionSchema = schemaOf<ResolutionOutput>()(
  v.variant('status', [FoundSchema, NoBottleSchema, NotAFormulaSchema, FailedResolutionSchema]),
);

/** See {@link ResolveOutput}. */
export const ResolveSchema = schemaOf<ResolveOutput>()(
  v.object({
    ...TargetsFields,
    results: v.array(ResolutionSchema),
    skipped: v.array(SkippedSchema),
  }),
);
