import * as v from 'valibot';
import { parseJsonIfAny } from '../../json/parse-schema.ts';

/** A signed text in the general JSON serialization: https://www.rfc-editor.org/rfc/rfc7515#section-7.2.1. */
export interface Jws {
  /** Not encoded: https://www.rfc-editor.org/rfc/rfc7797. */
  readonly payload: string;
  readonly signatures: readonly JwsSignature[];
}

/** One signature of a signed text. */
interface JwsSignature {
  readonly header?: { readonly kid?: unknown } | undefined;
  /** In base64url, and part of what is signed. */
  readonly protected: string;
  readonly signature: string;
}

/** The part of the header that the signature covers. */
export interface ProtectedHeader {
  readonly alg?: unknown;
  readonly b64?: unknown;
  readonly crit?: unknown;
}

const JwsSchema = v.object({
  payload: v.string(),
  signatures: v.array(
    v.object({
      header: v.optional(v.object({ kid: v.optional(v.unknown()) })),
      protected: v.string(),
      signature: v.string(),
    }),
  ),
});

const HeaderSchema = v.object({
  alg: v.optional(v.unknown()),
  b64: v.optional(v.unknown()),
  crit: v.optional(v.unknown()),
});

/** Parses the envelope of a signed text; undefined if it is not one. */
export function parseJws(bytes: Uint8Array): Jws | undefined {
  return parseJsonIfAny(JwsSchema, bytes);
}

/** Parses a protected header; undefined if it is not one. */
export function parseProtectedHeader(bytes: Uint8Array): ProtectedHeader | undefined {
  return parseJsonIfAny(HeaderSchema, bytes);
}
