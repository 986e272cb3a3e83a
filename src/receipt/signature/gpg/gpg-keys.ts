import { InvalidFileError } from '../../../core/errors.ts';

/** A file with one or more OpenPGP public keys. */
export interface GpgKeys {
  /** What to call it in messages. */
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** Reads a file of OpenPGP public keys, armored or binary. Throws `InvalidFileError` for what is plainly something else. */
export function parseGpgKeys(bytes: Uint8Array, what: string): GpgKeys {
  const text = Buffer.from(bytes.subarray(0, 65_536)).toString('latin1');
  if (text.includes('-----BEGIN PGP PRIVATE KEY BLOCK-----')) {
    throw new InvalidFileError(`${what} is a private key`, {
      hint: 'Give the public one: gpg --armor --export NAME > key.asc.',
    });
  }
  // The first byte of an OpenPGP packet has its top bit set; a public key is packet tag 6.
  const [first = 0] = bytes;
  const isBinary = (first & 0xfc) === 0x98 || first === 0xc6;
  if (!isBinary && !text.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----')) throw noKey(what);
  return { what, bytes };
}

/** Makes the error for a file in which `gpg` finds no public key. */
export function noKey(what: string): InvalidFileError {
  return new InvalidFileError(`${what} holds no OpenPGP public key`, {
    hint: 'Give what this writes: gpg --armor --export NAME > key.asc.',
  });
}
