import * as v from 'valibot';

import { Count, DigestText, ErrorSchema, SkippedSchema } from '../parts/parts-schema.ts';
import { ProvenanceSchema } from '../parts/provenance-output-schema.ts';
import {
  FailedResolutionSchema,
  FoundFieldsSchema,
  NoBottleFieldsSchema,
  NoBottleSchema,
  NotAFormulaSchema,
  TargetsFields,
} from '../resolve/resolve-output-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type {
  FailedPullOutput,
  InstallOutput,
  PlannedOutput,
  PrebuiltOutput,
  PulledOutput,
  PullOutput,
  PullResultOutput,
} from './pull-output.ts';

const PullFields = {
  ...FoundFieldsSchema,
  sizeBytes: v.nullable(Count),
  indexDigest: v.nullable(DigestText),
  manifestDigest: v.nullable(DigestText),
  blobDigest: DigestText,
};

const InstallSchema = schemaOf<InstallOutput>()(
  v.object({
    command: v.string(),
    notes: v.array(v.string()),
    dependencies: v.array(v.string()),
    conflicts: v.nullable(v.array(v.string())),
    hasSidecar: v.boolean(),
    isDisabled: v.boolean(),
  }),
);

const PulledSchema = schemaOf<PulledOutput>()(
  v.object({
    ...PullFields,
    status: v.picklist(['pulled', 'cached']),
    file: v.nullable(v.string()),
    sidecar: v.nullable(v.string()),
    install: v.nullable(InstallSchema),
    attestations: v.nullable(v.string()),
    provenance: v.nullable(ProvenanceSchema),
    fromHistory: v.nullable(v.object({ commit: v.string(), path: v.string(), blob: v.string() })),
  }),
);

const PlannedSchema = schemaOf<PlannedOutput>()(
  v.object({ ...PullFields, status: v.literal('planned'), isCached: v.boolean() }),
);

const PrebuiltSchema = schemaOf<PrebuiltOutput>()(
  v.object({
    ...NoBottleFieldsSchema,
    status: v.literal('prebuilt'),
    fileName: v.string(),
    file: v.nullable(v.string()),
    sizeBytes: v.nullable(Count),
    isCached: v.boolean(),
  }),
);

const FailedPullSchema = schemaOf<FailedPullOutput>()(
  v.object({ ...FoundFieldsSchema, status: v.literal('failed'), error: ErrorSchema }),
);

const PullResultSchema = schemaOf<PullResultOutput>()(
  // Two of these have the status `failed`; one of them also has what was found.
  v.union([
    PulledSchema,
    PlannedSchema,
    PrebuiltSchema,
    FailedPullSchema,
    FailedResolutionSchema,
    NoBottleSchema,
    NotAFormulaSchema,
  ]),
);

/** See {@link PullOutput}. */
export const PullSchema = schemaOf<PullOutput>()(
  v.object({
    ...TargetsFields,
    results: v.array(PullResultSchema),
    skipped: v.array(SkippedSchema),
  }),
);
