import { InvalidFileError } from '../../../core/errors.ts';

const KRL = 'SSHKRL\n\0';
const KEY_LINE = /^(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+ [A-Za-z0-9+/]{20,}={0,2}(?: .*)?$/;

/**
 * Accepts what `ssh-keygen -r` takes: a key revocation list, or public keys one per line. Throws `InvalidFileError` for
 * anything else, for which `ssh-keygen` would answer as if every key were revoked.
 */
export function parseRevoked(bytes: Uint8Array, what: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  if (text.startsWith(KRL) || (lines.length > 0 && lines.every((line) => KEY_LINE.test(line)))) {
    return bytes;
  }
  throw new InvalidFileError(`${what} is not a list of revoked keys`, {
    hint: 'Give OpenSSH public keys, one per line, or a list that ssh-keygen -k made.',
  });
}
