import * as v from 'valibot';
import { RegistryResponseError } from '../../core/errors.ts';
import { isTooDeep } from '../../json/json-depth.ts';
import type { Rejection } from './rejection.ts';

/** Parses JSON from bytes that must be UTF-8. Throws `RegistryResponseError`; `what` names the document in the message. */
export function readJson(bytes: Uint8Array | string, what: string): unknown {
  try {
    const text =
      typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!isTooDeep(text)) {
      const json: unknown = JSON.parse(text);
      return json;
    }
  } catch (error) {
    throw new RegistryResponseError(`${what} is not valid JSON`, { cause: error });
  }
  throw new RegistryResponseError(`${what} is nested deeper than any honest document`);
}

/** Applies a schema. Throws `RegistryResponseError` that names the first wrong field, without the server's text. */
export function parseAs<const S extends AnySchema>(
  schema: S,
  json: unknown,
  what: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw new RegistryResponseError(`${what} has a bad ${path ?? 'document'}: ${reasonOf(issue)}`);
}

/** Applies a schema to each element of a list: the good ones in their order, and a rejection for every other. */
export function keepGood<const S extends AnySchema>(
  schema: S,
  list: readonly unknown[],
  where: string,
): { readonly good: readonly v.InferOutput<S>[]; readonly rejected: readonly RejectedElement[] } {
  const good: v.InferOutput<S>[] = [];
  const rejected: RejectedElement[] = [];
  for (const [at, element] of list.entries()) {
    const result = v.safeParse(schema, element);
    if (result.success) {
      good.push(result.output);
    } else {
      const [issue] = result.issues;
      const path = v.getDotPath(issue);
      const place = `${where}[${at}]${path === null ? '' : `.${path}`}`;
      rejected.push({ where: place, reason: reasonOf(issue), element });
    }
  }
  return { good, rejected };
}

type AnySchema = v.GenericSchema;

/** With the element itself, of which parts may be good. */
interface RejectedElement extends Rejection {
  readonly element: unknown;
}

function reasonOf(issue: v.BaseIssue<unknown>): string {
  // Valibot's own messages repeat what was received, which is the server's text; those of checks are written here.
  return issue.kind === 'schema' ? `expected ${issue.expected ?? issue.type}` : issue.message;
}
