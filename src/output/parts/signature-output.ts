/** The file is unchanged since one of the named keys signed it. */
export interface GoodSignatureOutput {
  readonly status: 'good';
  readonly kind: 'ssh' | 'minisign' | 'gpg';
  /** `SHA256:…` as `ssh-keygen -l` shows it, a minisign public key as text, or the fingerprint of the primary OpenPGP key. */
  readonly key: string;
  /** Whose key it is, sorted: principals of `--allowed-signers` or OpenPGP user ids. Empty for minisign. */
  readonly principals: readonly string[];
}

/** A signature that proves nothing. */
export interface BadSignatureOutput {
  readonly status: 'bad';
  readonly kind: 'ssh' | 'minisign' | 'gpg';
  readonly code:
    | 'unknown-key'
    | 'other-content'
    | 'other-namespace'
    | 'expired'
    | 'not-yet-valid'
    | 'not-permitted'
    | 'revoked'
    | 'damaged'
    | 'no-tool';
  /** The same in words. */
  readonly reason: string;
  /** The key, or the key id that it claims; left out if it names none. */
  readonly key?: string;
}

/** A signature beside or inside a file, and what it is worth. */
export type FileSignatureOutput = GoodFileSignatureOutput | BadFileSignatureOutput;

/** A good signature of a file. */
export interface GoodFileSignatureOutput extends GoodSignatureOutput {
  /** The file that holds the signature; the signed file itself if it is clear-signed. */
  readonly file: string;
}

/** A signature of a file that proves nothing. */
export interface BadFileSignatureOutput extends BadSignatureOutput {
  /** The file that holds the signature; the signed file itself if it is clear-signed. */
  readonly file: string;
}
