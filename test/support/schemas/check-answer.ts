import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

import type { OutputName } from '../../../src/output/outputs.ts';
import { answerSchema } from './json-schema.ts';

/** Most test files compile a schema or two: what makes that quick is worth more than quick checks. */
const ajv = new Ajv2020({
  allErrors: true,
  strictRequired: false,
  strictTypes: false,
  inlineRefs: false,
  code: { optimize: false },
  meta: false,
  validateSchema: false,
});

/** The checks that were needed so far; undefined for an answer without a schema. */
const checks = new Map<OutputName, ValidateFunction | undefined>();

/**
 * Refuses an answer that its schema does not describe wholly: a field that no schema lists is a mistake here, though the schemas
 * that programs get allow it.
 */
export function checkAnswer(name: OutputName, document: object): void {
  if (!checks.has(name)) {
    const schema = answerSchema(name);
    checks.set(name, schema && ajv.compile({ ...close(schema) }));
  }
  const check = checks.get(name);
  // Until each answer has a schema.
  if (check === undefined) return;
  if (check(document)) return;
  throw new Error(
    `the answer is not as the schema of ${name} says:\n${explain(check.errors ?? []).join('\n')}`,
  );
}

/** Gives a schema whose objects have no other fields than those that it lists. */
function close(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    const isOpen = isObject(value) && isObject(value['properties']) && 'required' in value;
    return isOpen ? { ...value, additionalProperties: false } : value;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Leaves out what is said of the other kinds of an object: those whose `status`, `kind` or the like is another one. */
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
