import { UNNAMED, type SignerKey } from '../bundle/signature/signer-key.ts';
import { InvalidFileError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import {
  SIGNATURE_BYTES,
  SUFFIXES,
  type BadSignature,
  type GoodSignature,
} from '../receipt/signature/signature.ts';
import type { ToolSetup } from '../receipt/signature/tools.ts';
import { verifyBytes } from '../receipt/signature/verify-bytes.ts';

/** Whose signature of `SHA256SUMS` is demanded, and how the programs that check it are run. */
export interface SignerRequest {
  readonly key: SignerKey;
  /** As the user named it. */
  readonly name: string;
  readonly setup: ToolSetup;
}

/** The result of checking the signature. */
export interface CheckedSignature {
  readonly findings: readonly Finding[];
  /** Undefined unless it is good. */
  readonly signature: GoodSignature | undefined;
}

/**
 * Checks the demanded signature of `SHA256SUMS`, of the kind of the named key. Anything but a good one is a finding, including a
 * missing program and a signature file that `read` calls invalid. `read` returns a file, or undefined if there is none. Throws
 * whatever else `read` throws.
 */
export async function verifySignature(
  read: (name: string) => Promise<Uint8Array | undefined>,
  { key, name, setup }: SignerRequest,
): Promise<CheckedSignature> {
  const file = `SHA256SUMS${SUFFIXES[key.kind]}`;
  const invalid = (message: string): CheckedSignature => ({
    findings: [{ code: 'signature-invalid', file, message }],
    signature: undefined,
  });
  const sums = await read('SHA256SUMS');
  let bytes: Uint8Array | undefined;
  try {
    bytes = await read(file);
  } catch (error) {
    if (error instanceof InvalidFileError) return invalid(error.message);
    throw error;
  }
  if (sums === undefined || bytes === undefined) {
    const message = `${file} is missing: it would hold the signature by ${name}`;
    return { findings: [{ code: 'signature-missing', file, message }], signature: undefined };
  }
  if (bytes.length > SIGNATURE_BYTES) return invalid(`${file} is too large to be a signature`);
  const outcome = await verifyBytes(sums, { kind: key.kind, bytes }, { keys: key.keys, setup });
  if (outcome.status === 'bad') return invalid(explain(outcome, file, name));
  const principals = outcome.principals.filter((principal) => principal !== UNNAMED);
  return { findings: [], signature: { ...outcome, principals } };
}

/** Notes which signatures nobody asked to check; empty if there are none. */
export function noteUnchecked(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`not checked: ${names.join(', ')}; name the key with --signer`];
}

function explain({ code, reason, key }: BadSignature, file: string, name: string): string {
  const [of, its] = key === undefined ? ['', ''] : [`: ${key}`, `, ${key},`];
  const words: Readonly<Record<BadSignature['code'], string>> = {
    'unknown-key': `${file} was made with another key than ${name}${of}`,
    'other-content': `SHA256SUMS is not what was signed: ${file} belongs to another file`,
    'other-namespace': `${file} was made for another purpose: its namespace is not brewpull`,
    expired: `${file} has expired, or the key that made it${of}`,
    'not-yet-valid': `the key that made ${file}${its} is not valid yet`,
    'not-permitted': `${name} does not allow the key that made ${file}${its} to sign for brewpull`,
    revoked: `the key that made ${file}${its} was revoked`,
    damaged: `${file} is not a signature: ${reason}`,
    'no-tool': `${file} was not checked: ${reason}`,
  };
  return words[code];
}
