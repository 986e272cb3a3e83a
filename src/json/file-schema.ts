import * as v from 'valibot';
import { isDigest, isHex } from '../core/digest.ts';
import { InvalidFileError } from '../core/errors.ts';

/** Applies a schema to a file's JSON. Throws {@link InvalidFileError} that names the first wrong field. */
export function parseFileAs<const S extends v.GenericSchema>(
  schema: S,
  json: unknown,
  file: { readonly what: string; readonly hint: string },
): v.InferOutput<S> {
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'document';
  // Valibot's own messages repeat what was received; that text may be anybody's.
  const reason =
    issue.kind === 'schema' ? `expected ${issue.expected ?? issue.type}` : issue.message;
  throw new InvalidFileError(`${file.what} has a bad ${path}: ${reason}`, { hint: file.hint });
}

/** Text of at most 1,000 characters that may be shown on a terminal: no control characters, no change of direction. */
export const ShownText = v.pipe(
  v.string(),
  v.maxLength(1000, 'longer than 1,000 characters'),
  v.regex(
    // oxlint-disable-next-line no-control-regex -- these are what is refused
    /^[^\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/,
    'holds control characters',
  ),
);

/** A sha256 in bare hexadecimal digits. */
export const HexText = v.pipe(v.string(), v.guard(isHex, 'not a sha256'));

/** An OCI digest. */
export const DigestText = v.pipe(v.string(), v.guard(isDigest, 'not a sha256 digest'));

/** A size in bytes. */
export const SizeNumber = v.pipe(
  v.number(),
  v.safeInteger('not a size in bytes'),
  v.minValue(0, 'not a size in bytes'),
);
