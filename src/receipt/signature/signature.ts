/** The user's own program that signs: `ssh-keygen`, `minisign` or `gpg`. */
export type SignatureKind = 'ssh' | 'minisign' | 'gpg';

/** The key to sign with: a file for OpenSSH (`.pub` if an agent holds the key) or minisign, or what `gpg --local-user` takes. */
export type Signer =
  | { readonly kind: 'ssh'; readonly key: string }
  | { readonly kind: 'minisign'; readonly key: string }
  | { readonly kind: 'gpg'; readonly id: string };

/** The suffixes of detached signatures, appended to the whole name of the signed file. */
export const SUFFIXES = {
  ssh: '.sig',
  minisign: '.minisig',
  gpg: '.asc',
} as const satisfies Record<SignatureKind, string>;

/** The namespace of OpenSSH signatures: a signature made for git or mail is not one of a receipt. */
export const NAMESPACE = 'brewpull';

/** The largest signature that is read. */
export const SIGNATURE_BYTES = 64 * 1024;

/** A signature in its own file, as the tool wrote it. */
export interface DetachedSignature {
  readonly kind: SignatureKind;
  readonly bytes: Uint8Array;
}

/** A signature that was just made, and the suffix of its file. */
export interface MadeSignature extends DetachedSignature {
  readonly suffix: (typeof SUFFIXES)[SignatureKind];
}

/** What a signature is worth. Only `good` says anything about the file. */
export type SignatureOutcome = GoodSignature | BadSignature;

/** A signature that proves that the file is unchanged since one of the named keys signed it. */
export interface GoodSignature {
  readonly status: 'good';
  readonly kind: SignatureKind;
  /**
   * The key: `SHA256:…` as `ssh-keygen -l` shows it, the minisign public key as text, or the fingerprint of the primary
   * OpenPGP key. Two signatures are by different keys when kind or key differ.
   */
  readonly key: string;
  /** The owners of the key: principals of `--allowed-signers` or OpenPGP user ids. Sorted; none for minisign. */
  readonly principals: readonly string[];
}

/** A signature that proves nothing. */
export interface BadSignature {
  readonly status: 'bad';
  readonly kind: SignatureKind;
  readonly code: SignatureFault;
  /** One sentence without a full stop. */
  readonly reason: string;
  /** As in {@link GoodSignature}, or the key id that the signature claims; absent if it names none. */
  readonly key?: string | undefined;
}

/**
 * Why a signature proves nothing. `unknown-key`: the user did not name the key. `other-content`: it signs another file, or the
 * file was changed. `other-namespace`: OpenSSH made it for another purpose. `expired`, `not-yet-valid`: the key is not valid
 * today, or the signature has expired. `not-permitted`: the key's line allows it only for other namespaces or only to certify
 * other keys, or OpenSSH does not accept the line. `revoked`: the key was revoked. `damaged`: it is not a usable signature.
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
