import * as v from 'valibot';

import { Count } from '../parts/parts-schema.ts';
import type { Frozen } from '../schema/output-schema.ts';

/** The output of `brewpull cache`. */
export const CacheSchema = v.object({
  directory: v.string(),
  parts: v.array(v.object({ name: v.string(), path: v.string(), files: Count, sizeBytes: Count })),
});
/** See {@link CacheSchema}. */
export type CacheOutput = Frozen<v.InferOutput<typeof CacheSchema>>;

/** The output of `brewpull cache clean`. */
export const CacheCleanSchema = v.object({
  directory: v.string(),
  dryRun: v.boolean(),
  files: Count,
  sizeBytes: Count,
  foreign: v.array(v.string()),
});
/** See {@link CacheCleanSchema}. */
export type CacheCleanOutput = Frozen<v.InferOutput<typeof CacheCleanSchema>>;
