import * as v from 'valibot';

import { schemaOf } from '../schema/output-schema.ts';
import type { BottleIdOutput, LeftOutOutput, MissingOutput } from './bottle-output.ts';
import { Count, Sha256Text } from './parts-schema.ts';

/** See {@link BottleIdOutput}. */
export const BottleIdSchema = schemaOf<BottleIdOutput>()(
  v.object({
    formula: v.string(),
    tap: v.string(),
    pkgVersion: v.string(),
    rebuild: Count,
    bottleTag: v.string(),
    sha256: Sha256Text,
  }),
);

/** See {@link MissingOutput}. */
export const MissingSchema = schemaOf<MissingOutput>()(
  v.object({ formula: v.string(), neededBy: v.array(v.string()) }),
);

/** See {@link LeftOutOutput}. */
export const LeftOutSchema = schemaOf<LeftOutOutput>()(
  v.object({
    ...BottleIdSchema.entries,
    sizeBytes: Count,
    isRequested: v.boolean(),
    neededBy: v.array(v.string()),
  }),
);
