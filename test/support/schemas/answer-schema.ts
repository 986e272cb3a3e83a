import { toJsonSchema, type JsonSchema } from '@valibot/to-json-schema';

import { OUTPUT_SCHEMAS } from '../../../src/output/output-schemas.ts';
import { schemaVersionOf, type OutputName } from '../../../src/output/outputs.ts';
import {
  DropSchema,
  ErrorSchema,
  NearBottleSchema,
  PlaceSchema,
  SkippedSchema,
  SourceSchema,
  TargetSchema,
} from '../../../src/output/parts/parts-schema.ts';

/** What several answers have in common, by its name in `$defs`. */
const PARTS = {
  Target: TargetSchema,
  Place: PlaceSchema,
  Drop: DropSchema,
  NearBottle: NearBottleSchema,
  Source: SourceSchema,
  SkippedEntry: SkippedSchema,
  Error: ErrorSchema,
};

/** Makes the JSON Schema of an answer, with its `schemaVersion` first. */
export function answerSchema(name: OutputName): JsonSchema {
  const { $defs, ...schema } = toJsonSchema(OUTPUT_SCHEMAS[name], {
    target: 'draft-2020-12',
    definitions: PARTS,
  });
  return { ...withVersion(schema, schemaVersionOf(name)), ...($defs && { $defs }) };
}

/** Puts `schemaVersion` before the fields of an object, or of each object that an answer can be. */
function withVersion(schema: JsonSchema, schemaVersion: number): JsonSchema {
  const { anyOf, oneOf, properties, required = [] } = schema;
  const each = (of: JsonSchema | boolean): JsonSchema | boolean =>
    typeof of === 'boolean' ? of : withVersion(of, schemaVersion);
  if (anyOf !== undefined) return { ...schema, anyOf: anyOf.map(each) };
  if (oneOf !== undefined) return { ...schema, oneOf: oneOf.map(each) };
  if (properties === undefined) throw new Error('an answer is an object');
  return {
    ...schema,
    properties: { schemaVersion: { const: schemaVersion }, ...properties },
    required: ['schemaVersion', ...required],
  };
}
