import * as v from 'valibot';

import { Count, DigestText } from '../parts/parts-schema.ts';
import type { Frozen } from '../schema/output-schema.ts';

/** The output of `brewpull atlas verify`. */
export const AtlasVerifySchema = v.object({
  path: v.string(),
  sizeBytes: Count,
  digest: DigestText,
  tap: v.string(),
  clone: v.string(),
  clonePath: v.string(),
  evidence: v.picklist(['commits', 'atlas']),
  at: v.object({ commit: v.string(), date: v.string(), isHeadOfFile: v.boolean() }),
  begins: v.object({ file: v.string(), clone: v.string() }),
  sample: v.nullable(v.array(v.string())),
  formulae: Count,
  counts: v.object({
    equal: Count,
    otherDates: Count,
    differs: Count,
    notInClone: Count,
    notInFile: Count,
    unchecked: Count,
    notClaimed: Count,
  }),
  contradictions: v.array(
    v.object({
      formula: v.string(),
      bottleTag: v.nullable(v.string()),
      status: v.picklist(['differs', 'not-in-clone', 'not-in-file']),
      differences: v.array(
        v.object({
          field: v.string(),
          until: v.nullable(v.string()),
          bottleTag: v.nullable(v.string()),
          file: v.nullable(v.string()),
          clone: v.nullable(v.string()),
        }),
      ),
    }),
  ),
});
/** See {@link AtlasVerifySchema}. */
export type AtlasVerifyOutput = Frozen<v.InferOutput<typeof AtlasVerifySchema>>;
