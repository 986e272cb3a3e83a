import * as v from 'valibot';

import {
  AdvisoriesSchema,
  BottleVersionSchema,
  SeveritiesSchema,
  SeveritySchema,
} from '../parts/advisories-schema.ts';
import { Count, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import { BuildFields, HistoryFieldsSchema } from './history-output-schema.ts';
import type { BuildVulnerabilitiesOutput, HistoryVulnsOutput } from './history-vulns-output.ts';

const KnownFields = { id: v.string(), upstream: v.array(v.string()) };

const VulnerabilitiesSchema = schemaOf<BuildVulnerabilitiesOutput>()(
  v.object({
    coverage: v.picklist(['covered', 'not-covered']),
    arePatchesKnown: v.boolean(),
    bySeverity: SeveritiesSchema,
    open: v.array(
      v.object({
        ...KnownFields,
        severity: v.nullable(SeveritySchema),
        because: v.picklist(['range', 'unchecked', 'revision']),
        fixedIn: v.nullable(v.string()),
      }),
    ),
    patched: v.array(v.object({ ...KnownFields, because: v.picklist(['formula', 'range']) })),
    fixedCount: Count,
  }),
);

/** See {@link HistoryVulnsOutput}. */
export const HistoryVulnsSchema = schemaOf<HistoryVulnsOutput>()(
  v.object({
    ...HistoryFieldsSchema,
    advisories: AdvisoriesSchema,
    withoutVulnerabilities: v.array(
      v.object({ target: TargetSchema, bottle: v.nullable(BottleVersionSchema) }),
    ),
    builds: v.array(v.object({ ...BuildFields, vulnerabilities: VulnerabilitiesSchema })),
  }),
);
