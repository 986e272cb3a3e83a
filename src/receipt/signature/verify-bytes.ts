import { ToolError } from '../../core/errors.ts';
import { unreachable } from '../../core/unreachable.ts';
import { verifyGpg } from './gpg/verify-gpg.ts';
import { verifyMinisign } from './minisign/verify-minisign.ts';
import type { DetachedSignature, SignatureOutcome } from './signature.ts';
import { verifySsh } from './ssh/verify-ssh.ts';
import type { ToolSetup } from './tools.ts';
import type { VerificationKeys } from './verification-keys.ts';

/** Which keys count, and how the programs are run. */
export interface SignatureCheck {
  readonly keys: VerificationKeys;
  readonly setup: ToolSetup;
}

/**
 * Verifies a detached signature of bytes with the program for its kind. Returns an outcome for everything that can be wrong
 * with a signature, and when the program is not installed; throws if a file of keys holds none, or the program cannot check.
 */
export async function verifyBytes(
  content: Uint8Array,
  signature: DetachedSignature,
  check: SignatureCheck,
): Promise<SignatureOutcome> {
  try {
    return await verifyOne(content, signature, check);
  } catch (error) {
    return missingTool(signature.kind, error);
  }
}

/** Makes the outcome for a program that is not installed; rethrows any other error. */
export function missingTool(kind: DetachedSignature['kind'], error: unknown): SignatureOutcome {
  if (!(error instanceof ToolError) || !error.isMissing) throw error;
  const reason = `${error.message}. ${error.hint ?? ''}`.trim().replace(/\.$/, '');
  return { status: 'bad', kind, code: 'no-tool', reason };
}

function verifyOne(
  content: Uint8Array,
  { kind, bytes }: DetachedSignature,
  { keys, setup }: SignatureCheck,
): Promise<SignatureOutcome> {
  switch (kind) {
    case 'ssh':
      return verifySsh(content, bytes, { keys: keys.ssh, setup });
    case 'minisign':
      return verifyMinisign(content, bytes, { keys: keys.minisign, setup });
    case 'gpg':
      return verifyGpg(content, bytes, { keys: keys.gpg, setup });
    default:
      return unreachable(kind);
  }
}
