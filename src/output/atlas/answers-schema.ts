import * as v from 'valibot';

import { Count, DropSchema, PlaceSchema, Sha256Text } from '../parts/parts-schema.ts';
import type { Frozen } from '../schema/output-schema.ts';

const VersionFields = {
  version: v.string(),
  revision: Count,
  pkgVersion: v.string(),
  rebuild: Count,
};
const VersionSchema = v.object(VersionFields);
/** A version with its revision and rebuild. */
export type AnsweredVersionOutput = Frozen<v.InferOutput<typeof VersionSchema>>;

const BottleSchema = v.object({
  formula: v.string(),
  bottleTag: v.string(),
  ...VersionFields,
  sha256: v.nullable(Sha256Text),
  sha1: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/))),
  rootUrl: v.nullable(v.string()),
  cellar: v.nullable(v.string()),
  introducedBy: PlaceSchema,
  droppedBy: v.nullable(DropSchema),
  otherVersions: v.array(v.string()),
  unsure: v.boolean(),
  fromBeginning: v.boolean(),
  rank: Count,
  position: Count,
});
/** The last bottle for one bottle tag. */
export type AnsweredBottleOutput = Frozen<v.InferOutput<typeof BottleSchema>>;

const DoubtSchema = v.object({
  bottleTag: v.nullable(v.string()),
  rank: Count,
  position: Count,
});
/** A state that cannot be read. */
export type AnsweredDoubtOutput = Frozen<v.InferOutput<typeof DoubtSchema>>;

/** A formula in a file of answers. */
export const AnsweredFormulaSchema = v.object({
  key: v.string(),
  formula: v.string(),
  present: v.boolean(),
  oldNames: v.array(v.string()),
  newest: v.nullable(VersionSchema),
  bottles: v.array(BottleSchema),
  doubts: v.array(DoubtSchema),
  earlier: v.array(
    v.object({ until: v.string(), bottles: v.array(BottleSchema), doubts: v.array(DoubtSchema) }),
  ),
});
/** See {@link AnsweredFormulaSchema}. */
export type AnsweredFormulaOutput = Frozen<v.InferOutput<typeof AnsweredFormulaSchema>>;

/** A name in a file of answers, and the formula it leads to. */
export const AnsweredNameSchema = v.object({
  name: v.string(),
  key: v.nullable(v.string()),
  via: v.picklist(['file', 'alias', 'rename', 'history']),
  eras: v.array(v.object({ formula: v.string(), from: v.string(), until: v.nullable(v.string()) })),
  former: v.nullable(v.string()),
});
/** See {@link AnsweredNameSchema}. */
export type AnsweredNameOutput = Frozen<v.InferOutput<typeof AnsweredNameSchema>>;
