import * as v from 'valibot';
import { jsonError, readJson, type JsonDocument } from './read-json.ts';

/** Reads JSON and applies a schema. Throws like {@link readJson} and {@link checkJson}. */
export function parseJson<const S extends v.GenericSchema>(
  schema: S,
  content: Uint8Array | string,
  document: JsonDocument,
): v.InferOutput<S> {
  return checkJson(schema, readJson(content, document), document);
}

/** Applies a schema. Throws the document's error, which names the first wrong field but contains no value from it. */
export function checkJson<const S extends v.GenericSchema>(
  schema: S,
  json: unknown,
  document: JsonDocument,
): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const { path, reason } = describeIssue(result.issues[0]);
  throw jsonError(document, `has a bad ${path ?? 'document'}: ${reason}`);
}

/** Reads text that may not be JSON: returns undefined if it is not, or does not fit the schema. */
export function parseJsonIfAny<const S extends v.GenericSchema>(
  schema: S,
  content: Uint8Array | string,
): v.InferOutput<S> | undefined {
  try {
    return parseJson(schema, content, { what: 'it' });
  } catch {
    return undefined;
  }
}

/** Describes where the fault is (undefined for the whole document) and what it is, without the text that was received. */
export function describeIssue(issue: v.BaseIssue<unknown>): {
  readonly path: string | undefined;
  readonly reason: string;
} {
  // Valibot's own messages, which start like this, repeat what was received; those of checks are written here.
  const isOurs = issue.kind !== 'schema' && !issue.message.startsWith('Invalid ');
  const wanted =
    issue.received === 'undefined' ? 'it is missing' : `expected ${issue.expected ?? issue.type}`;
  return { path: v.getDotPath(issue) ?? undefined, reason: isOurs ? issue.message : wanted };
}
