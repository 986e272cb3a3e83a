import * as v from 'valibot';

import type { ErrorCode } from '../../core/error-code.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { ErrorOutput, SkippedOutput } from './error-output.ts';
import type { DropOutput, NearBottleOutput, PlaceOutput, SourceOutput } from './history-output.ts';
import type { TargetOutput } from './target-output.ts';

/** A whole number, 0 or more. */
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A sha256: 64 hexadecimal digits. */
export const Sha256Text = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** A digest: `sha256:` and its hexadecimal digits. */
export const DigestText = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/));

const Arch = v.picklist(['amd64', 'arm64']);

/** See {@link TargetOutput}. */
export const TargetSchema = schemaOf<TargetOutput>()(
  v.union([
    v.object({ macos: v.string(), codename: v.string(), arch: Arch, bottleTag: v.string() }),
    v.object({ system: v.literal('linux'), arch: Arch, bottleTag: v.string() }),
  ]),
);

/** See {@link PlaceOutput}. */
export const PlaceSchema = schemaOf<PlaceOutput>()(
  v.object({ commit: v.nullable(v.string()), date: v.nullable(v.string()) }),
);

/** See {@link DropOutput}. */
export const DropSchema = schemaOf<DropOutput>()(
  v.object({ ...PlaceSchema.entries, pkgVersion: v.nullable(v.string()) }),
);

/** See {@link NearBottleOutput}. */
export const NearBottleSchema = schemaOf<NearBottleOutput>()(
  v.object({ bottleTag: v.string(), pkgVersion: v.string(), date: v.nullable(v.string()) }),
);

/** See {@link SourceOutput}. */
export const SourceSchema = schemaOf<SourceOutput>()(
  v.object({
    kind: v.picklist(['git', 'answers', 'atlas', 'registry']),
    description: v.string(),
    asOf: v.nullable(v.string()),
    searchedFrom: v.nullable(v.string()),
  }),
);

/** See {@link SkippedOutput}. */
export const SkippedSchema = schemaOf<SkippedOutput>()(
  v.object({
    source: v.string(),
    line: Count,
    text: v.string(),
    code: v.picklist([
      'not-a-formula',
      'condition-false',
      'condition-unknown',
      'not-run',
      'name-unknown',
      'not-a-tap',
    ]),
    reason: v.string(),
    bottleTags: v.array(v.string()),
  }),
);

/** See {@link ErrorCode}. */
export const ErrorCodeSchema = schemaOf<ErrorCode>()(
  v.picklist([
    'USAGE',
    'FORMULA_NOT_FOUND',
    'FORMULA_UNREADABLE',
    'NO_BOTTLE',
    'BOTTLE_UNOBTAINABLE',
    'HISTORY',
    'GIT',
    'NETWORK',
    'OFFLINE',
    'RATE_LIMITED',
    'UNAUTHORIZED',
    'NOT_FOUND',
    'REGISTRY_RESPONSE',
    'INSECURE_REDIRECT',
    'DIGEST_MISMATCH',
    'SIZE_MISMATCH',
    'DISAGREEMENT',
    'INVALID_FILE',
    'UNSUPPORTED_SCHEMA',
    'PROVENANCE_INVALID',
    'PROVENANCE_MISSING',
    'PROVENANCE_UNSUPPORTED',
    'VULNERABLE',
    'FILE_EXISTS',
    'STORE',
    'TOOL',
    'ABORTED',
  ]),
);

const ErrorFields = {
  code: ErrorCodeSchema,
  message: v.string(),
  hint: v.nullable(v.string()),
  formula: v.exactOptional(v.string()),
  suggestions: v.exactOptional(v.array(v.string())),
  cask: v.exactOptional(v.nullable(v.string())),
  skipped: v.exactOptional(v.array(SkippedSchema)),
};

/** See {@link ErrorOutput}. */
export const ErrorSchema: v.GenericSchema<ErrorOutput> = v.object({
  ...ErrorFields,
  errors: v.exactOptional(v.array(v.lazy(() => ErrorSchema))),
});
