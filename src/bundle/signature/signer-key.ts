import { InvalidFileError } from '../../core/errors.ts';
import type { SignatureKind } from '../../receipt/signature/signature.ts';
import { parseKeys, type VerificationKeys } from '../../receipt/signature/verification-keys.ts';

/** The public key, or the allowed signers, whose signature the user demands. */
export interface SignerKey {
  /** Which of the signatures beside `SHA256SUMS` it can check. */
  readonly kind: SignatureKind;
  readonly keys: VerificationKeys;
}

/** The name for a key that the user names alone, since `ssh-keygen` wants one. */
export const UNNAMED = 'unnamed';

const SSH_KEY = /^(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+\s+AAAA/;

/**
 * Reads what `--signer` names, as `install.sh` does: a file of allowed signers, OpenSSH public keys, a minisign public key, or
 * OpenPGP public keys. The content decides which. `what` is for messages. Throws {@link InvalidFileError} for anything else.
 */
export function parseSignerKey(bytes: Uint8Array, what: string): SignerKey {
  const text = Buffer.from(bytes).toString('latin1');
  if (/PRIVATE KEY|minisign encrypted secret key/.test(text)) {
    throw new InvalidFileError(`${what} is a private key`, { hint: 'Name the public one.' });
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  // OpenPGP packets that are not armored begin with a bit that no text has.
  const isBinary = ((bytes[0] ?? 0) & 0x80) !== 0;
  if (isBinary || lines.some((line) => line.startsWith('-----BEGIN PGP PUBLIC KEY BLOCK-----'))) {
    return { kind: 'gpg', keys: parseKeys({ gpg: [{ what, bytes }] }) };
  }
  if (lines.some((line) => /^RW[A-Za-z0-9+/]{54}$/.test(line))) {
    return { kind: 'minisign', keys: parseKeys({ minisign: [{ what, bytes }] }) };
  }
  if (!lines.some((line) => /(?:^|\s)(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+\s+AAAA/.test(line))) {
    throw new InvalidFileError(`${what} is not an ssh, minisign or OpenPGP public key`, {
      hint: 'Name a .pub file, a file of allowed signers, or what gpg --armor --export NAME writes.',
    });
  }
  const allowed = lines.map((line) => (SSH_KEY.test(line) ? `${UNNAMED} ${line}` : line));
  const allowedSigners = { what, bytes: Buffer.from(`${allowed.join('\n')}\n`, 'latin1') };
  return { kind: 'ssh', keys: parseKeys({ allowedSigners }) };
}
