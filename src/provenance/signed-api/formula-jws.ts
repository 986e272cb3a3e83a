import { constants, verify } from 'node:crypto';

import { readJson } from '../../json/read-json.ts';
import { HOMEBREW_API_KEY } from './homebrew-api-key.ts';
import { parseJws, parseProtectedHeader } from './jws-schema.ts';

/** The outcome of verifying a signed file of formulae.brew.sh. Nothing from an `invalid` one may be used. */
export type JwsOutcome =
  | { readonly status: 'verified'; readonly payload: unknown }
  | { readonly status: 'invalid'; readonly code: JwsReasonCode; readonly message: string };

/** Why a signed file was refused. */
type JwsReasonCode =
  | 'JWS_MALFORMED'
  | 'JWS_KEY_UNKNOWN'
  | 'JWS_KEY_AMBIGUOUS'
  | 'JWS_ALGORITHM'
  | 'JWS_ENCODED_PAYLOAD'
  | 'JWS_CRITICAL'
  | 'JWS_SIGNATURE'
  | 'JWS_PAYLOAD';

const KEY_ID = 'homebrew-1';

/**
 * Verifies a signed file of formulae.brew.sh (`formula.jws.json`, `internal/packages.TAG.jws.json`) with a PEM public key, as
 * brew does: `verify_jws_signature` in Library/Homebrew/api.rb at aad366ffaf. Stricter than brew in two points: it refuses a
 * second signature with the same key id, and a critical header parameter that it does not understand.
 */
export function verifyFormulaJws(bytes: Uint8Array, key: string = HOMEBREW_API_KEY): JwsOutcome {
  const jws = parseJws(bytes);
  if (jws === undefined) return refuse('JWS_MALFORMED', 'it is not a signed file');
  const [signature, second] = jws.signatures.filter(({ header }) => header?.kid === KEY_ID);
  if (signature === undefined) return refuse('JWS_KEY_UNKNOWN', `${KEY_ID} did not sign it`);
  if (second !== undefined)
    return refuse('JWS_KEY_AMBIGUOUS', `it has two signatures of ${KEY_ID}`);
  const headerBytes = decodeBase64Url(signature.protected);
  const signatureBytes = decodeBase64Url(signature.signature);
  if (headerBytes === undefined || signatureBytes === undefined) {
    return refuse('JWS_MALFORMED', 'its signature is not base64url');
  }
  const header = parseProtectedHeader(headerBytes);
  if (header === undefined) return refuse('JWS_MALFORMED', 'its protected header is not JSON');
  if (header.alg !== 'PS512') return refuse('JWS_ALGORITHM', 'it is not signed with PS512');
  // RFC 7797: a missing `b64` means true, and then other bytes would be signed.
  if (header.b64 !== false) return refuse('JWS_ENCODED_PAYLOAD', 'its header lacks "b64": false');
  if (!isUnderstood(header.crit)) {
    return refuse('JWS_CRITICAL', 'its header holds something critical that is not understood');
  }
  const signed = Buffer.from(`${signature.protected}.${jws.payload}`);
  if (!isSigned(signed, signatureBytes, key)) {
    return refuse('JWS_SIGNATURE', `its signature is not one of ${KEY_ID}`);
  }
  try {
    return { status: 'verified', payload: readJson(jws.payload, { what: 'its payload' }) };
  } catch {
    return refuse('JWS_PAYLOAD', 'what it signs is not JSON');
  }
}

function refuse(code: JwsReasonCode, message: string): JwsOutcome {
  return { status: 'invalid', code, message };
}

function decodeBase64Url(text: string): Buffer | undefined {
  return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
}

/**
 * https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11: a critical parameter that is not understood invalidates the whole file.
 */
function isUnderstood(crit: unknown): boolean {
  if (crit === undefined) return true;
  return Array.isArray(crit) && crit.length > 0 && crit.every((name) => name === 'b64');
}

function isSigned(data: Uint8Array, signature: Uint8Array, key: string): boolean {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('sha512', data, { key, padding, saltLength: 64 }, signature);
}
