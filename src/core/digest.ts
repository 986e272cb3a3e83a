import { createHash } from 'node:crypto';

import { DigestMismatchError, UsageError } from './errors.ts';

/** 64 lower-case hexadecimal digits, without a prefix: a sha256 as formulae and annotations write it. */
export type Hex = string & { readonly __hexBrand: never };

/** `sha256:` followed by a {@link Hex}, as OCI descriptors write it. */
export type Digest = `sha256:${string}` & { readonly __digestBrand: never };

const HEX = /^[0-9a-f]{64}$/;

/** Returns whether a text is a sha256 in bare lower-case hexadecimal digits. */
export function isHex(text: string): text is Hex {
  return HEX.test(text);
}

/**
 * Returns whether a text is a digest brewpull can check: `sha256:` and 64 lower-case hexadecimal digits.
 * Upper case is refused: https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#sha-256
 */
export function isDigest(text: string): text is Digest {
  return text.startsWith('sha256:') && HEX.test(text.slice(7));
}

/** Parses a sha256 in hexadecimal digits of either case, as old formulae write it. Throws {@link UsageError}. */
export function parseHex(text: string): Hex {
  const lower = text.toLowerCase();
  if (!isHex(lower)) throw new UsageError(`${JSON.stringify(text)} is not a sha256`);
  return lower;
}

/** Writes a hex as a digest. */
export function digestOf(hex: Hex): Digest {
  const digest = `sha256:${hex}`;
  if (!isDigest(digest)) throw new Error(`Internal error: ${hex} is not a hex`);
  return digest;
}

/** Returns the bare hexadecimal digits of a digest. */
export function hexOf(digest: Digest): Hex {
  const hex = digest.slice(7);
  if (!isHex(hex)) throw new Error(`Internal error: ${digest} is not a digest`);
  return hex;
}

/** Hashes bytes in memory, or a text as UTF-8. */
export function digestOfBytes(bytes: Uint8Array | string): Digest {
  return new Sha256().update(bytes).digest();
}

/** Hashes bytes in memory, or a text as UTF-8. */
export function hexOfBytes(bytes: Uint8Array | string): Hex {
  return new Sha256().update(bytes).hex();
}

/** The sha256 of bytes that arrive piece by piece. */
export class Sha256 {
  readonly #hash = createHash('sha256');

  /** Adds the next piece, or a text as UTF-8. */
  update(piece: Uint8Array | string): this {
    this.#hash.update(piece);
    return this;
  }

  /** Returns the hash of all pieces so far; more may follow. */
  hex(): Hex {
    return parseHex(this.#hash.copy().digest('hex'));
  }

  /** Returns the digest of all pieces so far; more may follow. */
  digest(): Digest {
    return digestOf(this.hex());
  }
}

/** Throws {@link DigestMismatchError} unless the two digests are equal; `what` names the bytes. */
export function verifyDigest(what: string, expected: Digest, actual: Digest): void {
  if (expected !== actual) throw new DigestMismatchError(what, { expected, actual });
}
