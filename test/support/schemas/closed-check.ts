import type { JsonSchema } from '@valibot/to-json-schema';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

/** Most test files compile a schema or two: quick compiling is worth more than quick checks. */
const ajv = new Ajv2020({
  allErrors: true,
  strictRequired: false,
  strictTypes: false,
  inlineRefs: false,
  code: { optimize: false },
  meta: false,
  validateSchema: false,
  addUsedSchema: false,
});

/**
 * Returns a function that checks documents against a schema, and lists what is wrong. A field that no schema lists is wrong, too,
 * although the schemas that programs get allow it.
 */
export function closedCheck(schema: JsonSchema): (document: unknown) => readonly string[] {
  const validate = ajv.compile(close(schema));
  return (document) => (validate(document) ? [] : explain(validate.errors ?? []));
}

function close(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    const isOpen = isObject(value) && isObject(value['properties']) && 'required' in value;
    return isOpen ? { ...value, additionalProperties: false } : value;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Leaves out what is said about other kinds of an object: those whose `status`, `kind` or the like is different. */
function explain(errors: readonly ErrorObject[]): readonly string[] {
  const branchOf = ({ schemaPath }: ErrorObject): string =>
    schemaPath.replace(/\/properties\/[^/]+\/const$/, '');
  const others = errors.filter(({ keyword }) => keyword === 'const').map(branchOf);
  const own = errors.filter(
    ({ schemaPath }) => !others.some((branch) => schemaPath.startsWith(`${branch}/`)),
  );
  return (own.length > 0 ? own : errors).map(
    ({ instancePath, message, params }) =>
      `${instancePath === '' ? '/' : instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
  );
}
