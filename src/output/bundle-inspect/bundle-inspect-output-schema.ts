import * as v from 'valibot';

import { BottleIdSchema, LeftOutSchema, MissingSchema } from '../parts/bottle-schema.ts';
import { Count, Sha256Text, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type {
  BundleInspectOutput,
  InspectedBrewOutput,
  InspectedItemOutput,
} from './bundle-inspect-output.ts';

const ItemSchema = schemaOf<InspectedItemOutput>()(
  v.object({
    ...BottleIdSchema.entries,
    sizeBytes: Count,
    isRequested: v.boolean(),
    dependencies: v.array(v.string()),
    file: v.string(),
    hasSidecar: v.boolean(),
    hasAttestations: v.boolean(),
  }),
);

const BrewSchema = schemaOf<InspectedBrewOutput>()(
  v.object({
    tag: v.string(),
    date: v.string(),
    commit: v.string(),
    tree: v.string(),
    source: v.object({ file: v.string(), sha256: Sha256Text, sizeBytes: Count }),
    ruby: v.object({
      version: v.string(),
      bottleTag: v.string(),
      repository: v.string(),
      file: v.string(),
      sha256: Sha256Text,
      sizeBytes: Count,
    }),
    needsTools: v.boolean(),
  }),
);

/** See {@link BundleInspectOutput}. */
export const BundleInspectSchema = schemaOf<BundleInspectOutput>()(
  v.object({
    path: v.string(),
    kind: v.picklist(['folder', 'tar']),
    generator: v.object({ name: v.string(), version: v.string() }),
    files: Count,
    sizeBytes: Count,
    hasLock: v.boolean(),
    updateOf: v.nullable(Sha256Text),
    receipts: Count,
    targets: v.array(
      v.object({
        target: TargetSchema,
        label: v.string(),
        sizeBytes: Count,
        items: v.array(ItemSchema),
        brew: v.nullable(BrewSchema),
        missing: v.array(MissingSchema),
        leftOut: v.array(LeftOutSchema),
      }),
    ),
  }),
);
