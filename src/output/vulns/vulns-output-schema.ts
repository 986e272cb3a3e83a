import * as v from 'valibot';

import {
  AdvisoriesSchema,
  BottleVersionSchema,
  SeveritiesSchema,
  SeveritySchema,
} from '../parts/advisories-schema.ts';
import { Count, ErrorSchema, Sha256Text, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf, type Frozen } from '../schema/output-schema.ts';
import type { VulnsOutput } from './vulns-output.ts';

const BottleFields = {
  formula: v.string(),
  formulaNow: v.exactOptional(v.string()),
  tap: v.string(),
  pkgVersion: v.string(),
  rebuild: Count,
  bottleTag: v.string(),
  sha256: Sha256Text,
  fileName: v.string(),
  target: TargetSchema,
};

const KnownFields = {
  id: v.string(),
  upstream: v.array(v.string()),
  summary: v.nullable(v.string()),
  severity: v.nullable(SeveritySchema),
  cvss: v.nullable(v.string()),
  references: v.array(v.string()),
  fixedIn: v.nullable(v.string()),
};

const OpenSchema = v.object({
  ...KnownFields,
  because: v.picklist(['range', 'unchecked', 'revision']),
  fixedBottle: v.variant('status', [
    v.object({ status: v.literal('pours'), bottle: BottleVersionSchema }),
    v.object({ status: v.picklist(['no-bottle', 'no-fix', 'unknown']) }),
  ]),
});

const JudgedSchema = v.object({
  ...BottleFields,
  isRequested: v.boolean(),
  coverage: v.picklist(['covered', 'not-covered']),
  arePatchesKnown: v.boolean(),
  open: v.array(OpenSchema),
  patched: v.array(v.object({ ...KnownFields, because: v.picklist(['formula', 'range']) })),
  fixedCount: Count,
  withoutVulnerabilities: v.nullable(BottleVersionSchema),
});

/** See {@link VulnsOutput}. */
export const VulnsSchema = schemaOf<VulnsOutput>()(
  v.object({
    advisories: AdvisoriesSchema,
    totals: v.object({
      open: Count,
      bySeverity: SeveritiesSchema,
      patched: Count,
      covered: Count,
      notCovered: Count,
    }),
    bottles: v.array(JudgedSchema),
    failures: v.array(v.object({ ...BottleFields, error: ErrorSchema })),
    notFound: v.array(
      v.object({ requested: v.string(), target: TargetSchema, error: ErrorSchema }),
    ),
  }),
);

/** The output of `vulns --update-advisories` without anything else. */
export const VulnsUpdateSchema = v.object({ advisories: AdvisoriesSchema });

/** See {@link VulnsUpdateSchema}. */
export type VulnsUpdateOutput = Frozen<v.InferOutput<typeof VulnsUpdateSchema>>;
