import * as v from 'valibot';

import { schemaOf } from '../schema/output-schema.ts';
import type {
  AdvisoriesOutput,
  BottleVersionOutput,
  SeveritiesOutput,
  SeverityOutput,
} from './advisories-output.ts';
import { Count, Sha256Text } from './parts-schema.ts';

/** See {@link AdvisoriesOutput}. */
export const AdvisoriesSchema = schemaOf<AdvisoriesOutput>()(
  v.object({
    source: v.string(),
    sha256: Sha256Text,
    fetched: v.nullable(v.string()),
    recordSchema: v.nullable(v.string()),
    records: Count,
  }),
);

/** See {@link SeverityOutput}. */
export const SeveritySchema = schemaOf<SeverityOutput>()(
  v.picklist(['low', 'medium', 'high', 'critical']),
);

/** See {@link SeveritiesOutput}. */
export const SeveritiesSchema = schemaOf<SeveritiesOutput>()(
  v.object({ critical: Count, high: Count, medium: Count, low: Count, unknown: Count }),
);

/** See {@link BottleVersionOutput}. */
export const BottleVersionSchema = schemaOf<BottleVersionOutput>()(
  v.object({ pkgVersion: v.string(), rebuild: Count, bottleTag: v.string() }),
);
