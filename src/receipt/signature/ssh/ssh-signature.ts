import { createHash } from 'node:crypto';

/** What an OpenSSH signature says about itself; none of it is proven. */
export interface SshSignature {
  /** `SHA256:…` as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  /** The public key in base64, as OpenSSH writes it in its files. */
  readonly keyBlob: string;
  readonly namespace: string;
}

const ARMOR =
  /^-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+?)\r?\n?-----END SSH SIGNATURE-----\s*$/;

/**
 * Reads the envelope of an OpenSSH signature; undefined for anything else, including one that is cut off
 * (https://github.com/openssh/openssh-portable/blob/V_9_2_P1/PROTOCOL.sshsig).
 */
export function readSshSignature(bytes: Uint8Array): SshSignature | undefined {
  const armored = ARMOR.exec(Buffer.from(bytes).toString('latin1'))?.[1];
  if (armored === undefined) return undefined;
  const blob = Buffer.from(armored, 'base64');
  if (blob.length < 10 || blob.toString('latin1', 0, 6) !== 'SSHSIG' || blob.readUInt32BE(6) !== 1)
    return undefined;
  const fields = readStrings(blob.subarray(10));
  const [key, namespace] = fields ?? [];
  // The key, the namespace, a reserved field, the hash and the signature.
  if (key === undefined || namespace === undefined || fields?.length !== 5) return undefined;
  return {
    fingerprint: sshFingerprint(key),
    keyBlob: key.toString('base64'),
    namespace: namespace.toString('utf8'),
  };
}

/** Returns the fingerprint of a public key as `ssh-keygen -l` shows it. */
function sshFingerprint(keyBlob: Uint8Array): string {
  const hash = createHash('sha256').update(keyBlob).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}

function readStrings(bytes: Buffer): readonly Buffer[] | undefined {
  const strings: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    strings.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return strings;
}
