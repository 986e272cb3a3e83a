import * as v from 'valibot';

import { Count, Sha256Text, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { ServeOutput } from './serve-output.ts';

/** See {@link ServeOutput}. */
export const ServeSchema = schemaOf<ServeOutput>()(
  v.object({
    url: v.string(),
    urls: v.array(v.string()),
    kind: v.picklist(['bundle', 'mirror']),
    environment: v.record(v.string(), v.string()),
    hasToken: v.boolean(),
    bottles: Count,
    archive: v.nullable(v.object({ url: v.string(), sizeBytes: Count })),
    sumsSha256: Sha256Text,
    coreTaps: v.array(v.object({ target: TargetSchema, url: v.string(), sha256: Sha256Text })),
  }),
);
