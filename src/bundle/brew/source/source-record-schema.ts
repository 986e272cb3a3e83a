import * as v from 'valibot';

import { HexText } from '../../../json/field-schema.ts';
import { parseJson } from '../../../json/parse-schema.ts';

const Oid = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/, 'not a git object id'));

const RecordSchema = v.object({
  tag: v.string(),
  /** The day of the commit in UTC. */
  date: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/, 'not a day')),
  commit: Oid,
  tree: Oid,
  /** The sha256 of the packed tar. */
  sha256: HexText,
});

/** What the cache knows about a release that was fetched. */
export type SourceRecord = v.InferOutput<typeof RecordSchema>;

/** Parses a record from the cache. Throws `InvalidFileError`. */
export function parseSourceRecord(bytes: Uint8Array): SourceRecord {
  return parseJson(RecordSchema, bytes, { what: 'a record of Homebrew in the cache' });
}
