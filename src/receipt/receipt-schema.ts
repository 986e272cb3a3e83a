import * as v from 'valibot';
import { InvalidFileError } from '../core/errors.ts';
import type { Receipt } from './receipt.ts';
import { DigestText, HexText, ShownText, SizeNumber } from '../json/field-schema.ts';
import { checkJson } from '../json/parse-schema.ts';
import { readJson } from '../json/read-json.ts';
import { contradictionOf, mergeRepeats } from './receipt-sense.ts';
import { withoutCredentials } from '../core/redact.ts';

const HINT = 'Give a receipt as brewpull wrote it with --receipt.';
/** The largest receipt that is read. */
export const RECEIPT_BYTES = 32 * 1024 * 1024;

const OptionalText = v.optional(ShownText);
/** An address: anything in it that could be a secret is dropped, even if the file was edited. */
const Address = v.pipe(ShownText, v.transform(withoutCredentials));
const Oid = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'not a git object id'));
const FileName = v.pipe(ShownText, v.regex(/^[^/\\]+$/, 'not a file name'));
const Time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'not a UTC time'),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'not a UTC time'),
);

const DocumentSchema = v.object({ digest: DigestText, sizeBytes: SizeNumber });

const ConnectionSchema = v.object({
  redirectHost: v.optional(Address),
  tlsIssuer: OptionalText,
  peerAddress: v.optional(Address),
  proxy: v.optional(Address),
  startedAt: Time,
  finishedAt: Time,
});

const BottleSchema = v.object({
  kind: v.literal('bottle'),
  asked: OptionalText,
  formula: ShownText,
  tap: ShownText,
  pkgVersion: ShownText,
  rebuild: SizeNumber,
  bottleTag: ShownText,
  sha256: HexText,
  fileName: FileName,
  sizeBytes: SizeNumber,
  commit: v.optional(Oid),
  path: OptionalText,
  formulaBlob: v.optional(Oid),
  registry: Address,
  repository: ShownText,
  reference: OptionalText,
  index: v.optional(DocumentSchema),
  manifest: v.optional(DocumentSchema),
  blob: DocumentSchema,
  connection: v.optional(ConnectionSchema),
  fromHistory: v.optional(v.object({ commit: Oid, path: ShownText, blob: Oid })),
});

const ImageSchema = v.object({
  kind: v.literal('image'),
  reference: Address,
  platform: OptionalText,
  registry: Address,
  repository: ShownText,
  index: v.optional(DocumentSchema),
  manifest: DocumentSchema,
  config: DocumentSchema,
  layers: v.pipe(v.array(DocumentSchema), v.maxLength(1000, 'more than 1,000 layers')),
  connection: v.optional(ConnectionSchema),
});

const BrewSchema = v.object({
  kind: v.literal('brew'),
  tag: ShownText,
  commit: Oid,
  tree: Oid,
  tar: DocumentSchema,
  source: v.optional(Address),
  connection: v.optional(ConnectionSchema),
});

/** The JSON form of a receipt. */
export const ReceiptSchema = v.object({
  schemaVersion: v.literal(1),
  tool: v.object({ name: ShownText, version: ShownText }),
  created: Time,
  network: v.object({
    label: OptionalText,
    country: OptionalText,
    proxy: v.optional(Address),
  }),
  projectFile: v.optional(
    v.object({
      path: ShownText,
      sha256: HexText,
      options: v.pipe(v.array(ShownText), v.maxLength(1000, 'more than 1,000 options')),
    }),
  ),
  artifacts: v.pipe(
    v.array(v.variant('kind', [BottleSchema, ImageSchema, BrewSchema])),
    v.maxLength(50_000, 'more than 50,000 artifacts'),
  ),
});

/**
 * Writes a receipt: keys always in the same order, only the fields this version knows, and no credentials in any address.
 * A file that was fetched for two targets is written once.
 * Throws `InvalidFileError` for a receipt that {@link parseReceipt} would refuse.
 */
export function formatReceipt(receipt: Receipt): string {
  const checked = checkReceipt(
    { ...receipt, artifacts: mergeRepeats(receipt.artifacts) },
    'the receipt',
  );
  return `${JSON.stringify(checked, undefined, 2)}\n`;
}

/**
 * Reads a receipt that anyone may have written. Throws `InvalidFileError` when a field is wrong or when the receipt
 * contradicts itself. A consistent forgery shows only in a comparison or by its signature.
 */
export function parseReceipt(bytes: Uint8Array, what: string): Receipt {
  return checkReceipt(readJson(bytes, { what, limitBytes: RECEIPT_BYTES, hint: HINT }), what);
}

/** Checks a receipt that was not read from JSON text. Throws as {@link parseReceipt}. */
export function checkReceipt(json: unknown, what: string): Receipt {
  const receipt: Receipt = checkJson(ReceiptSchema, json, { what, hint: HINT });
  const contradiction = contradictionOf(receipt);
  if (contradiction === undefined) return receipt;
  throw new InvalidFileError(`${what} contradicts itself: ${contradiction}`, { hint: HINT });
}
