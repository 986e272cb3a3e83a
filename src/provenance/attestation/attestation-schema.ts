import * as v from 'valibot';
import type { Hex } from '../../core/digest.ts';
import { HexText, ShownText } from '../../json/field-schema.ts';
import { checkJson, parseJson } from '../../json/parse-schema.ts';
import type { JsonDocument } from '../../json/read-json.ts';
import type { AttestationSet } from './attestation-set.ts';

const HINT = 'Pull the bottle again to fetch its attestations.';
/** The largest file that is read. */
export const ATTESTATION_BYTES = 32 * 1024 * 1024;

/** The attestations of one bottle, as a bundle keeps them. */
export interface AttestationFile {
  /** The sha256 of the bottle. */
  readonly sha256: Hex;
  /** When the servers were asked, UTC in ISO 8601; undefined in a bundle, whose bytes do not depend on when it is made. */
  readonly fetchedAt?: string | undefined;
  /** One for each repository that was asked; a set without bundles means that the repository had none. */
  readonly attestations: readonly AttestationSet[];
}

const FileSchema = v.object({
  schemaVersion: v.literal(1),
  sha256: HexText,
  fetchedAt: v.optional(ShownText),
  attestations: v.array(v.object({ repository: ShownText, bundles: v.array(v.unknown()) })),
});

const ReplySchema = v.object({
  attestations: v.array(
    v.object({
      bundle: v.nullish(v.record(v.string(), v.unknown())),
      bundle_url: v.nullish(v.string()),
    }),
  ),
});

/** Formats the file that a bundle keeps. */
export function formatAttestations(file: AttestationFile): string {
  const { sha256, fetchedAt, attestations } = file;
  return `${JSON.stringify({ schemaVersion: 1, sha256, fetchedAt, attestations })}\n`;
}

/** Parses the file that a bundle keeps. Throws `InvalidFileError`. Its contents are not verified yet. */
export function parseAttestations(bytes: Uint8Array, what: string): AttestationFile {
  const file = { what, limitBytes: ATTESTATION_BYTES, hint: HINT };
  const { sha256, fetchedAt, attestations } = parseJson(FileSchema, bytes, file);
  return { sha256, fetchedAt, attestations };
}

/**
 * Checks GitHub's answer: https://docs.github.com/en/rest/repos/attestations, API version 2022-11-28. Each element is a bundle,
 * or the URL to fetch it from. Throws the error of the document.
 */
export function checkAttestationReply(
  json: unknown,
  document: JsonDocument,
): v.InferOutput<typeof ReplySchema>['attestations'] {
  return checkJson(ReplySchema, json, document).attestations;
}
