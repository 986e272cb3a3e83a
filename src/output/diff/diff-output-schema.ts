import * as v from 'valibot';

import { Count, Sha256Text, TargetSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { DiffOutput } from './diff-output.ts';

const SideSchema = v.object({
  path: v.string(),
  kind: v.picklist(['bundle', 'lock', 'mirror']),
  bottles: Count,
  leftOut: Count,
});

const BottleSchema = v.object({
  pkgVersion: v.string(),
  rebuild: Count,
  bottleTag: v.string(),
  sha256: Sha256Text,
  sizeBytes: Count,
});

const ChangeSchema = v.object({
  formula: v.string(),
  change: v.picklist([
    'added',
    'removed',
    'upgraded',
    'downgraded',
    'rebuilt',
    'retargeted',
    'replaced',
  ]),
  before: v.nullable(BottleSchema),
  after: v.nullable(BottleSchema),
});

const BrewSchema = v.object({
  tag: v.string(),
  tree: v.string(),
  ruby: v.string(),
  files: v.array(v.object({ sha256: Sha256Text, sizeBytes: Count })),
});

const MissingSchema = v.object({
  formula: v.string(),
  status: v.picklist(['new', 'still', 'gone']),
  neededBy: v.array(v.string()),
});

const DiffTargetSchema = v.object({
  target: v.union([TargetSchema, v.object({ bottleTag: v.string() })]),
  status: v.picklist(['both', 'added', 'removed']),
  unchanged: Count,
  sizeBytes: Count,
  travelBytes: Count,
  changes: v.array(ChangeSchema),
  brew: v.nullable(v.object({ before: v.nullable(BrewSchema), after: v.nullable(BrewSchema) })),
  missing: v.array(MissingSchema),
});

/** See {@link DiffOutput}. */
export const DiffSchema = schemaOf<DiffOutput>()(
  v.object({
    isDifferent: v.boolean(),
    old: SideSchema,
    new: SideSchema,
    travelFiles: Count,
    travelBytes: Count,
    targets: v.array(DiffTargetSchema),
  }),
);
