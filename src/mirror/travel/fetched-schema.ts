import * as v from 'valibot';
import type { Digest } from '../../core/digest.ts';
import type { FileSigner } from '../../provenance/attestation/verify-file-bundle.ts';
import { DigestText, ShownText } from '../../json/field-schema.ts';
import { parseJson } from '../../json/parse-schema.ts';
import type { TravelFacts } from './travel-facts.ts';

/** The record of a fetched file, kept beside it. */
export interface FetchedRecord {
  readonly tap: TravelFacts['tap'];
  readonly kind: TravelFacts['kind'];
  /** The digest of the file. */
  readonly digest: Digest;
  readonly headDate: string;
  readonly from: FetchedFrom;
  /** When it was fetched, ISO 8601 in UTC. */
  readonly fetchedAt: string;
  /** Undefined if there was no provenance. */
  readonly signedBy: Pick<FileSigner, 'signer' | 'issuer' | 'time'> | undefined;
}

/** Where a file came from, so that it can be fetched again. */
export type FetchedFrom =
  | { readonly kind: 'registry'; readonly reference: string; readonly manifestDigest: Digest }
  /** Without the query, which may contain a secret. */
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string };

/** The largest record that is read. */
export const RECORD_BYTES = 64 * 1024;

const Address = v.pipe(ShownText, v.regex(/^https?:\/\//, 'not an address'));

const FromSchema = v.variant('kind', [
  v.object({ kind: v.literal('registry'), reference: ShownText, manifestDigest: DigestText }),
  v.object({ kind: v.literal('url'), url: Address }),
  v.object({ kind: v.literal('file'), path: v.string() }),
]);

const RecordSchema = v.object({
  schemaVersion: v.literal(1),
  tap: ShownText,
  kind: v.picklist(['answers', 'atlas']),
  digest: DigestText,
  headDate: ShownText,
  from: FromSchema,
  fetchedAt: ShownText,
  signedBy: v.pipe(
    v.nullable(v.object({ signer: ShownText, issuer: v.nullable(ShownText), time: ShownText })),
    v.transform((by) => (by === null ? undefined : { ...by, issuer: by.issuer ?? undefined })),
  ),
});

/** Writes a record. */
export function formatFetched(record: FetchedRecord): string {
  const { tap, kind, digest, headDate, from, fetchedAt, signedBy } = record;
  const signer = signedBy === undefined ? null : { ...signedBy, issuer: signedBy.issuer ?? null };
  const fields = { schemaVersion: 1, tap, kind, digest, headDate, from, fetchedAt };
  return `${JSON.stringify({ ...fields, signedBy: signer }, null, 2)}\n`;
}

/** Parses a record. Throws `InvalidFileError`. */
export function parseFetched(bytes: Uint8Array, what: string): FetchedRecord {
  const { schemaVersion: _, ...record } = parseJson(RecordSchema, bytes, { what });
  return record;
}
