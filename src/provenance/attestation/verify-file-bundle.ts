import { digestOf, isHex, type Digest } from '../../core/digest.ts';
import type { ProvenanceReason } from './provenance-outcome.ts';
import { parseStatement } from './statement-schema.ts';
import { pinnedTrustedRoot, type TrustedRoot } from './trusted-root-schema.ts';

/** The signer of a statement about a file. The user must decide whether it is the right one. */
export interface FileSigner {
  readonly status: 'verified';
  /** As named in the certificate: the URL of a workflow or the address of a person. */
  readonly signer: string;
  /** The issuer that vouches for the signer; undefined if the certificate does not say. */
  readonly issuer: string | undefined;
  /** When it was signed, vouched for by a log or a timestamp authority: UTC in ISO 8601. */
  readonly time: string;
  readonly predicateType: string;
}

/** A bundle that proves nothing about the file, and why. */
export type RefusedBundle = { readonly status: 'refused' } & ProvenanceReason;

/** What a bundle must be about, and against which trust root. */
export interface FileBundleRequest {
  /** The digests of the file, or of a document that names the file by its digest; one of them must be among the subjects. */
  readonly digests: readonly Digest[];
  /** Undefined for the trust root built into brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
}

/**
 * Verifies a Sigstore bundle about any file, offline: the signature as for bottles, and that its statement names the file. The
 * caller checks that the file has the digest. Loads the Sigstore libraries.
 */
export async function verifyFileBundle(
  bundle: unknown,
  { digests, trustedRoot }: FileBundleRequest,
): Promise<FileSigner | RefusedBundle> {
  const { readTrustMaterial, verifySignature } = await import('./sigstore.ts');
  const material = readTrustMaterial((trustedRoot ?? pinnedTrustedRoot()).json);
  const signed = verifySignature(bundle, material);
  if (signed.status === 'refused') return signed;
  const statement = parseStatement(signed.payload);
  if (statement === undefined) {
    return {
      status: 'refused',
      code: 'STATEMENT_MALFORMED',
      message: 'its statement is malformed',
    };
  }
  const isAbout = statement.subjects.some(
    ({ sha256 }) => sha256 !== undefined && isHex(sha256) && digests.includes(digestOf(sha256)),
  );
  if (!isAbout) {
    return {
      status: 'refused',
      code: 'DIGEST',
      message: `it is not about ${digests.join(' or ')}`,
    };
  }
  const [time] = signed.times;
  if (time === undefined) throw new Error('Internal error: a verified signature without a time');
  return {
    status: 'verified',
    signer: signed.subjectAlternativeName ?? 'a certificate without a name',
    issuer: signed.issuer,
    time: time.toISOString(),
    predicateType: statement.predicateType,
  };
}
