import * as v from 'valibot';
import { RegistryResponseError } from '../../core/errors.ts';
import type { Rejection } from './rejection.ts';

/** Parses JSON from bytes that must be UTF-8. Throws `RegistryResponseError`; `what` names the document in the message. */
export function readJson(bytes: Uint8Array | string, what: string): unknown {
  try {
    const text =
      typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const json: unknown = JSON.parse(text);
    return json;
  } catch (error) {
    throw new RegistryResponseError(`${what} is not valid JSON`, undefined, { cause: error });
  }
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
  throw new RegistryResponseError(
    `${what} has a bad ${path ?? 'document'}: ${reasonOf(issue)}`,
    undefined,
  );
}

/** Applies a schema to each element of a list: the good ones in their order, and a rejection for every other. */
export function keepGood<const S extends AnySchema>(
  schema: S,
  list: readonly unknown[],
  where: string,
): {
  readonly good: readonly v.InferOutput<S>[];
  readonly rejected: readonly Rejection[];
  /** The elements that the rejections are about. */
  readonly bad: readonly unknown[];
} {
  const good: v.InferOutput<S>[] = [];
  const rejected: Rejection[] = [];
  const bad: unknown[] = [];
  for (const [at, element] of list.entries()) {
    const result = v.safeParse(schema, element);
    if (result.success) {
      good.push(result.output);
    } else {
      const [issue] = result.issues;
      const path = v.getDotPath(issue);
      const place = `${where}[${at}]${path === null ? '' : `.${path}`}`;
      bad.push(element);
      rejected.push({ where: place, reason: reasonOf(issue) });
    }
  }
  return { good, rejected, bad };
}

type AnySchema = v.GenericSchema;

function reasonOf(issue: v.BaseIssue<unknown>): string {
  // Valibot's own messages repeat what was received, which is the server's text; those of checks are written here.
  return issue.kind === 'schema' ? `expected ${issue.expected ?? issue.type}` : issue.message;
}
