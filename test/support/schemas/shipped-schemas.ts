import type { JsonSchema } from '@valibot/to-json-schema';

import { OUTPUT_SCHEMAS } from '../../../src/output/output-schemas.ts';
import { schemaVersionOf, type OutputName } from '../../../src/output/outputs.ts';
import { answerSchema } from './answer-schema.ts';
import { describeFields } from './describe-fields.ts';
import { FILE_NAMES, fileSchema } from './file-schema.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** Makes all schemas that come with brewpull, by name: `resolve`, `lock-file`. */
export function shippedSchemas(): ReadonlyMap<string, JsonSchema> {
  const names = Object.keys(OUTPUT_SCHEMAS).filter(isOutputName);
  const answers = names.map((name): [string, JsonSchema] => {
    const title = `What brewpull answers with --json: ${name}.`;
    const schema = describeFields(answerSchema(name) ?? {}, name);
    return [name, withHead(schema, { name, title, version: schemaVersionOf(name) })];
  });
  const files = FILE_NAMES.map((name): [string, JsonSchema] => {
    const { schema, title } = fileSchema(name);
    return [name, withHead(schema, { name, title, version: 1 })];
  });
  return new Map([...answers, ...files]);
}

function isOutputName(name: string): name is OutputName {
  return name in OUTPUT_SCHEMAS;
}

interface Head {
  readonly name: string;
  readonly title: string;
  readonly version: number;
}

/** Begins a schema with what it is, and leaves out the parts that it does not use. */
function withHead(schema: JsonSchema, { name, title, version }: Head): JsonSchema {
  const { $schema: _dialect, $defs = {}, ...rest } = schema;
  const used = usedParts(rest, $defs);
  const parts = Object.entries($defs).filter(([part]) => used.has(part));
  return {
    $schema: DIALECT,
    $id: `brewpull:schema:${name}:${version}`,
    title,
    ...rest,
    ...(parts.length > 0 && { $defs: Object.fromEntries(parts) }),
  };
}

function usedParts(
  schema: JsonSchema,
  parts: NonNullable<JsonSchema['$defs']>,
): ReadonlySet<string> {
  const used = new Set(refsIn(schema));
  for (const name of used) {
    for (const inner of refsIn(parts[name])) used.add(inner);
  }
  return used;
}

function refsIn(schema: unknown): readonly string[] {
  return [...JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}
