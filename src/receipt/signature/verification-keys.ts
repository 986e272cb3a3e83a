import { InvalidFileError } from '../../core/errors.ts';
import { parseGpgKeys, type GpgKeys } from './gpg/gpg-keys.ts';
import { parseMinisignKey, type MinisignKey } from './minisign/minisign-key.ts';
import { parseAllowedSigners } from './ssh/allowed-signers.ts';
import { parseRevoked } from './ssh/revoked-keys.ts';
import type { SshKeys } from './ssh/verify-ssh.ts';

/** A file of keys, and what to call it in messages. */
export interface KeyFile {
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** The files in which the user names the keys that count. */
export interface KeyFiles {
  /** As `ssh-keygen -Y verify -f` takes it. */
  readonly allowedSigners?: KeyFile | undefined;
  /** As `ssh-keygen -Y verify -r` takes it. */
  readonly revoked?: KeyFile | undefined;
  readonly minisign?: readonly KeyFile[] | undefined;
  readonly gpg?: readonly KeyFile[] | undefined;
}

/** The keys that count. Any other key is unknown. */
export interface VerificationKeys {
  readonly ssh: SshKeys;
  readonly minisign: readonly MinisignKey[];
  readonly gpg: readonly GpgKeys[];
}

/** Reads the keys that count. Throws `InvalidFileError` for a file without keys: that is no reason to doubt a signature. */
export function parseKeys({
  allowedSigners,
  revoked,
  minisign = [],
  gpg = [],
}: KeyFiles): VerificationKeys {
  return {
    ssh: {
      allowed:
        allowedSigners === undefined
          ? undefined
          : parseAllowedSigners(allowedSigners.bytes, allowedSigners.what),
      revoked: revoked === undefined ? undefined : parseRevoked(revoked.bytes, revoked.what),
    },
    minisign: requireOwnIds(minisign.map(({ bytes, what }) => parseMinisignKey(bytes, what))),
    gpg: gpg.map(({ bytes, what }) => parseGpgKeys(bytes, what)),
  };
}

/** Refuses one key under two ids, which would count as two: signatures do not cover the id. */
function requireOwnIds(keys: readonly MinisignKey[]): readonly MinisignKey[] {
  for (const { point, text } of keys) {
    if (keys.some((other) => other.point === point && other.text !== text)) {
      throw new InvalidFileError(`the minisign public key ${text} is given under two key ids`, {
        hint: 'Name it once, as its owner published it.',
      });
    }
  }
  return keys;
}
