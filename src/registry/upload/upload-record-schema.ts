import * as v from 'valibot';
import type { Digest } from '../../core/digest.ts';
import { DigestText } from '../../json/field-schema.ts';
import { parseJsonIfAny } from '../../json/parse-schema.ts';

/** Where a registry accepts the rest of an upload. */
export interface UploadRecord {
  /** Ends with a slash. */
  readonly registry: string;
  readonly repository: string;
  readonly digest: Digest;
  /** May contain a secret of the registry. */
  readonly location: string;
  /** Milliseconds since 1970. */
  readonly keptAtMs: number;
  /** The mark of the process that began it. */
  readonly mark: string;
}

const RecordSchema = v.object({
  schemaVersion: v.literal(1),
  registry: v.string(),
  repository: v.string(),
  digest: DigestText,
  location: v.pipe(v.string(), v.maxLength(8192)),
  keptAtMs: v.number(),
  mark: v.string(),
});

/** Parses a record; undefined if it is not one, or from a newer brewpull. */
export function parseUploadRecord(bytes: Uint8Array): UploadRecord | undefined {
  return parseJsonIfAny(RecordSchema, bytes);
}

/** Formats a record. */
export function formatUploadRecord(record: UploadRecord): string {
  return `${JSON.stringify({ schemaVersion: 1, ...record })}\n`;
}
