import type { JsonSchema } from '@valibot/to-json-schema';

/** Changes the schema of an object; `property` is the field that has it or a list of them; undefined for the whole. */
type Visit = (object: JsonSchema, property: string | undefined) => JsonSchema;

/** Changes each object in a schema, the inner ones first. */
export function mapObjects(schema: JsonSchema, visit: Visit, property?: string): JsonSchema {
  const inside = <S extends JsonSchema | boolean>(each: S, name = property): JsonSchema | S =>
    typeof each === 'boolean' ? each : mapObjects(each, visit, name);
  const { properties, items, anyOf, oneOf, additionalProperties, $defs } = schema;
  const changed: JsonSchema = {
    ...schema,
    ...(properties && { properties: mapValues(properties, inside) }),
    ...(items !== undefined && !Array.isArray(items) && { items: inside(items) }),
    ...(anyOf && { anyOf: anyOf.map((each) => inside(each)) }),
    ...(oneOf && { oneOf: oneOf.map((each) => inside(each)) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: inside(additionalProperties),
    }),
    ...($defs && { $defs: mapValues($defs, inside) }),
  };
  return properties === undefined ? changed : visit(changed, property);
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).map(([name, each]) => [name, change(each, name)]),
  );
}
