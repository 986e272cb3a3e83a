/** Whose cryptography signs: the user's own `ssh-keygen`, `minisign` or `gpg`. */
export type SignatureKind = 'ssh' | 'minisign' | 'gpg';

/** Who signs: a key file for OpenSSH (`.pub` for one that an agent holds) or minisign, or what `gpg --local-user` takes. */
export type Signer =
  | { readonly kind: 'ssh'; readonly key: string }
  | { readonly kind: 'minisign'; readonly key: string }
  | { readonly kind: 'gpg'; readonly id: string };

/** What the name of a detached signature ends with, after the whole name of the file that it signs. */
export const SUFFIXES = {
  ssh: '.sig',
  minisign: '.minisig',
  gpg: '.asc',
} as const satisfies Record<SignatureKind, string>;

/** The namespace of OpenSSH signatures: one that was made for git or for mail is no signature of a receipt. */
export const NAMESPACE = 'brewpull';

/** A larger signature is not read. */
export const SIGNATURE_BYTES = 64 * 1024;

/** A signature in a file of its own, as the tool wrote it. */
export interface DetachedSignature {
  readonly kind: SignatureKind;
  readonly bytes: Uint8Array;
}

/** A signature that was made, and the suffix of its file. */
export interface MadeSignature extends DetachedSignature {
  readonly suffix: (typeof SUFFIXES)[SignatureKind];
}

/** What a signature is worth. Only `good` says anything about the file. */
export type SignatureOutcome = GoodSignature | BadSignature;

/** The file is as it was when one of the named keys signed it. */
export interface GoodSignature {
  readonly status: 'good';
  readonly kind: SignatureKind;
  /**
   * The key: `SHA256:…` as `ssh-keygen -l` shows it, the public key of minisign as text, or the fingerprint of the primary
   * OpenPGP key. Two signatures are of different keys when kind or key differ.
   */
  readonly key: string;
  /** Whose it is: principals of `--allowed-signers`, user ids of OpenPGP. Sorted; none for minisign. */
  readonly principals: readonly string[];
}

/** A signature that proves nothing. */
export interface BadSignature {
  readonly status: 'bad';
  readonly kind: SignatureKind;
  readonly code: SignatureFault;
  /** One sentence without a full stop. */
  readonly reason: string;
  /** As in {@link GoodSignature}, or the key id that the signature claims; absent where it names none. */
  readonly key?: string | undefined;
}

/**
 * Why a signature proves nothing. `unknown-key`: nobody named the key. `other-content`: it is of another file, or the file
 * was changed. `other-namespace`: OpenSSH made it for another purpose. `expired`, `not-yet-valid`: the key is not valid
 * today, or the signature is over. `not-permitted`: the key's line allows it for other namespaces alone or only to certify
 * other keys, or is one that OpenSSH does not take. `revoked`: the key was called back. `damaged`: it is no signature.
 * `no-tool`: the program that could check it is not installed.
 */
type SignatureFault =
  | 'unknown-key'
  | 'other-content'
  | 'other-namespace'
  | 'expired'
  | 'not-yet-valid'
  | 'not-permitted'
  | 'revoked'
  | 'damaged'
  | 'no-tool';
