import { createPublicKey } from 'node:crypto';
import { bundleFromJSON, type Bundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import {
  toSignedEntity,
  toTrustMaterial,
  VerificationError,
  Verifier,
  type SignedEntity,
  type Signer,
  type TrustMaterial,
} from '@sigstore/verify';
import type { ProvenanceReason, SignatureReasonCode } from './provenance-outcome.ts';

/** The facts of a valid signature: who signed which statement, and when. Policy decides whether that signer may. */
export interface SignedStatement {
  readonly status: 'signed';
  /** The in-toto statement, as signed. */
  readonly payload: Uint8Array;
  readonly subjectAlternativeName: string | undefined;
  readonly issuer: string | undefined;
  /** The certificate's own fields by object id, if they are text. */
  readonly extensions: ReadonlyMap<string, string>;
  /** The times that a log or a timestamp authority vouches for, oldest first; at least one. */
  readonly times: readonly Date[];
}

/** A signature that is not valid, and the first reason. */
export type RefusedSignature = { readonly status: 'refused' } & ProvenanceReason;

type SigstoreRefusal = readonly [code: SignatureReasonCode, message: string];

const IN_TOTO = 'application/vnd.in-toto+json';

/** Reads a trust root. Throws whatever the library throws if a key or certificate in it is malformed. */
export function readTrustMaterial(json: unknown): TrustMaterial {
  return toTrustMaterial(TrustedRoot.fromJSON(json));
}

/**
 * Verifies one Sigstore bundle offline: certificate chain, certificate log, transparency log and signature. Only this file
 * imports the Sigstore libraries, which take long to load: import it dynamically.
 */
export function verifySignature(
  json: unknown,
  material: TrustMaterial,
): SignedStatement | RefusedSignature {
  const opened = openBundle(json);
  if ('refusal' in opened) return refuse(opened.refusal);
  const { entity, payload } = opened;
  try {
    const signer = new Verifier(material).verify(entity);
    return describe(signer, entity, payload);
  } catch (error) {
    return refuse(diagnose(error, entity));
  }
}

function refuse([code, message]: SigstoreRefusal): RefusedSignature {
  return { status: 'refused', code, message };
}

type Opened =
  | { readonly entity: SignedEntity; readonly payload: Uint8Array }
  | { readonly refusal: SigstoreRefusal };

function openBundle(json: unknown): Opened {
  let bundle: Bundle;
  let entity: SignedEntity;
  try {
    bundle = bundleFromJSON(json);
    if (bundle.content.$case !== 'dsseEnvelope') {
      return { refusal: ['NOT_AN_ATTESTATION', 'it signs a file, and states nothing about it'] };
    }
    entity = toSignedEntity(bundle);
  } catch (error) {
    return { refusal: ['BUNDLE_MALFORMED', `it is not a Sigstore bundle: ${wordsOf(error)}`] };
  }
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  if (payloadType !== IN_TOTO) {
    return { refusal: ['NOT_AN_ATTESTATION', 'what it signs is not an in-toto statement'] };
  }
  if (entity.key.$case !== 'certificate') {
    return { refusal: ['CERTIFICATE_MISSING', 'a key without a certificate signed it'] };
  }
  if (entity.tlogEntries.length === 0) {
    return { refusal: ['LOG_ENTRY_MISSING', 'it has no entry of a transparency log'] };
  }
  return { entity, payload };
}

/** Maps the library's refusal to a more specific code if the bundle itself shows more. */
function diagnose(error: unknown, entity: SignedEntity): SigstoreRefusal {
  if (!(error instanceof VerificationError)) {
    return ['BUNDLE_MALFORMED', `it cannot be read: ${wordsOf(error)}`];
  }
  switch (error.code) {
    case 'CERTIFICATE_ERROR':
    case 'PUBLIC_KEY_ERROR':
      return certificateRefusal(error.message, entity);
    case 'TIMESTAMP_ERROR':
      return ['TIMESTAMP_INVALID', `its signing time is not vouched for: ${error.message}`];
    case 'SIGNATURE_ERROR':
    case 'TLOG_BODY_ERROR':
      return contentRefusal(error.message, entity);
    case 'TLOG_ERROR':
    case 'TLOG_INCLUSION_PROOF_ERROR':
    case 'TLOG_INCLUSION_PROMISE_ERROR':
    case 'TLOG_MISSING_INCLUSION_ERROR':
      return ['LOG_ENTRY_INVALID', `its log entry does not hold: ${error.message}`];
    case 'NOT_IMPLEMENTED_ERROR':
      return ['BUNDLE_MALFORMED', `it cannot be checked: ${error.message}`];
    default:
      return ['BUNDLE_MALFORMED', error.message];
  }
}

function certificateRefusal(message: string, entity: SignedEntity): SigstoreRefusal {
  if (entity.key.$case !== 'certificate') return ['CERTIFICATE_MISSING', message];
  const { notBefore, notAfter } = entity.key.certificate;
  for (const time of timesOf(entity)) {
    const at = time.toISOString();
    if (time < notBefore) {
      return [
        'CERTIFICATE_NOT_YET_VALID',
        `it was signed at ${at}, and its certificate begins at ${notBefore.toISOString()}`,
      ];
    }
    if (time > notAfter) {
      return [
        'CERTIFICATE_EXPIRED',
        `it was signed at ${at}, and its certificate ended at ${notAfter.toISOString()}`,
      ];
    }
  }
  return ['CERTIFICATE_UNTRUSTED', `the trust root does not vouch for its certificate: ${message}`];
}

/** Distinguishes a changed statement, a signature of something else, and a log entry for something else. */
function contentRefusal(
  message: string,
  { key, signature, tlogEntries }: SignedEntity,
): SigstoreRefusal {
  const isLogged = tlogEntries.every(({ canonicalizedBody }) => {
    const hash = loggedHash(canonicalizedBody.toString('utf8'));
    return hash === undefined || signature.compareDigest(Buffer.from(hash, 'hex'));
  });
  if (key.$case === 'certificate' && isSignedBy(key.certificate.publicKey, signature)) {
    return ['LOG_ENTRY_MISMATCH', `its log entry is of another statement: ${message}`];
  }
  return isLogged
    ? ['SIGNATURE_MISMATCH', 'its signature is not one of this statement']
    : ['PAYLOAD_CHANGED', 'its statement is not the one that was signed and logged'];
}

function isSignedBy(spki: Buffer, signature: SignedEntity['signature']): boolean {
  try {
    return signature.verifySignature(createPublicKey({ key: spki, format: 'der', type: 'spki' }));
  } catch {
    // A key that Node cannot use signed nothing here.
    return false;
  }
}

/** Finds the hash of the statement in a log entry of kind `dsse` 0.0.1 or `intoto` 0.0.2. */
function loggedHash(body: string): string | undefined {
  return /"payloadHash":\{"algorithm":"sha256","value":"([0-9a-f]{64})"\}/.exec(body)?.[1];
}

function describe(signer: Signer, entity: SignedEntity, payload: Uint8Array): SignedStatement {
  const extensions = new Map<string, string>();
  for (const { oid, value } of signer.identity?.oids ?? []) {
    const text = derText(value);
    if (oid !== undefined && text !== undefined) extensions.set(oid.id.join('.'), text);
  }
  return {
    status: 'signed',
    payload,
    subjectAlternativeName: signer.identity?.subjectAlternativeName,
    issuer: signer.identity?.extensions?.issuer,
    extensions,
    times: timesOf(entity),
  };
}

/**
 * Returns the times that are vouched for. The time of a log entry without an inclusion promise is unsigned and does not count.
 */
function timesOf({ timestamps }: SignedEntity): readonly Date[] {
  return timestamps
    .flatMap((timestamp) => {
      if (timestamp.$case === 'timestamp-authority') return [timestamp.timestamp.signingTime];
      const { inclusionPromise, integratedTime } = timestamp.tlogEntry;
      return inclusionPromise === undefined ? [] : [new Date(Number(integratedTime) * 1000)];
    })
    .toSorted((a, b) => a.getTime() - b.getTime());
}

/** Decodes a DER UTF8String, the form of Fulcio's fields: https://github.com/sigstore/fulcio/blob/v1.6.5/docs/oid-info.md. */
function derText(der: Buffer): string | undefined {
  if (der[0] !== 0x0c) return undefined;
  const first = der[1] ?? 0;
  const [start, length] =
    first < 0x80
      ? [2, first]
      : first === 0x81
        ? [3, der[2] ?? 0]
        : first === 0x82 && der.length >= 4
          ? [4, der.readUInt16BE(2)]
          : [0, -1];
  return der.length === start + length ? der.toString('utf8', start) : undefined;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
