import * as v from 'valibot';

import { Count, ErrorSchema, Sha256Text } from '../parts/parts-schema.ts';
import type { Frozen } from '../schema/output-schema.ts';

const SetFields = { id: Sha256Text, mediumBytes: Count, totalBytes: Count, totalFiles: Count };
const MediumFields = { number: Count, sizeBytes: Count };

/** The output of `mirror --split`. */
export const MirrorSplitSchema = v.variant('status', [
  v.object({
    ...SetFields,
    status: v.picklist(['written', 'unchanged']),
    media: v.array(
      v.object({
        ...MediumFields,
        path: v.string(),
        status: v.picklist(['written', 'unchanged']),
      }),
    ),
  }),
  v.object({
    ...SetFields,
    status: v.literal('planned'),
    media: v.array(v.object(MediumFields)),
  }),
]);

/** See {@link MirrorSplitSchema}. */
export type MirrorSplitOutput = Frozen<v.InferOutput<typeof MirrorSplitSchema>>;

/** The output of `mirror --join`. */
export const MirrorJoinSchema = v.object({
  status: v.picklist(['joined', 'unchanged', 'incomplete']),
  path: v.string(),
  id: Sha256Text,
  media: Count,
  missing: v.array(Count),
  totalFiles: Count,
  totalBytes: Count,
  results: v.array(
    v.object({
      number: Count,
      path: v.string(),
      status: v.picklist(['copied', 'there', 'damaged']),
      copiedBytes: Count,
      errors: v.array(ErrorSchema),
    }),
  ),
});

/** See {@link MirrorJoinSchema}. */
export type MirrorJoinOutput = Frozen<v.InferOutput<typeof MirrorJoinSchema>>;
