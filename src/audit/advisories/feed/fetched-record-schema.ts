import * as v from 'valibot';
import type { Hex } from '../../../core/digest.ts';
import { HexText, ShownText, SizeNumber } from '../../../json/field-schema.ts';
import { parseJsonIfAny } from '../../../json/parse-schema.ts';

/** What is known about the advisories in the cache. */
export interface FetchedRecord {
  readonly url: string;
  /** When a server last said that these are the newest, in UTC as ISO 8601. */
  readonly fetched: string;
  /** The server's name for this version of the file, to ask whether there is a newer one. */
  readonly etag: string | undefined;
  /** Also the name of the file. */
  readonly sha256: Hex;
  readonly sizeBytes: number;
}

const Fetched = v.object({
  url: ShownText,
  fetched: v.pipe(v.string(), v.isoTimestamp()),
  etag: v.optional(ShownText),
  sha256: HexText,
  sizeBytes: SizeNumber,
});

/** Reads a record; undefined for anything else, because then the file is fetched again. */
export function parseFetchedRecord(text: string): FetchedRecord | undefined {
  const record = parseJsonIfAny(Fetched, text);
  return record === undefined ? undefined : { ...record, etag: record.etag };
}

/** Writes a record. */
export function writeFetchedRecord(record: FetchedRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
