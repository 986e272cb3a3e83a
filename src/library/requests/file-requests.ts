import type { ReceiptChoice } from './formula-requests.ts';

/** A request to check bottles, bundles, mirrors and image archives again, without a network. */
export interface VerifyRequest {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Explains what each proof shows. */
  readonly explain?: boolean | undefined;
  /** A receipt from an earlier pull. */
  readonly against?: string | undefined;
  /** Bundles that the bundles among the paths update. */
  readonly with?: readonly string[] | undefined;
  /** A public key or a file of allowed signers; a bundle or mirror must be signed by one of them. */
  readonly signer?: string | undefined;
}

/** A request to compare receipts of one download from several networks. */
export interface CompareRequest {
  /** Two files or more. */
  readonly receipts: readonly string[];
  /** How many different keys must have signed receipts that agree. */
  readonly requireSignatures?: number | undefined;
  /** A file of the OpenSSH keys that count and their owners, in the format of `ssh-keygen`. */
  readonly allowedSigners?: string | undefined;
  /** A file of OpenSSH keys that no longer count. */
  readonly revoked?: string | undefined;
  /** Files with the minisign public keys that count. */
  readonly minisignKey?: readonly string[] | undefined;
  /** Files with the OpenPGP public keys that count. */
  readonly gpgKey?: readonly string[] | undefined;
}

/** A request to compare two bundles, locks or mirrors. */
export interface DiffRequest {
  /** The path of the earlier one. */
  readonly old: string;
  /** The path of the later one. */
  readonly new: string;
}

/** An image, and which of its platforms is meant. */
export interface ImagePlatform {
  /** `alpine:3.20`, `ghcr.io/org/tool@sha256:…`. */
  readonly reference: string;
  /** `linux/arm64/v8`. */
  readonly platform?: string | undefined;
  /** The Windows version, `10.0.17763`. */
  readonly osVersion?: string | undefined;
}

/** A request to fetch a container image as an archive. */
export interface ImageRequest extends ImagePlatform, ReceiptChoice {
  /** The file to write, or a folder for it. */
  readonly output?: string | undefined;
  /** A tar for `docker load`, or an OCI layout as a folder. */
  readonly format?: 'archive' | 'oci-dir' | undefined;
  /** The name the image gets when it is loaded: `name:tag`. */
  readonly tag?: string | undefined;
}

/** A request to serve a bundle or a mirror. */
export interface ServeRequest {
  /** The bundle or mirror. */
  readonly path: string;
  /** `127.0.0.1` by default. */
  readonly host?: string | undefined;
  /** 8750 by default; 0 picks a free port. */
  readonly port?: number | undefined;
  /** A file with a certificate in PEM form, to serve over TLS. */
  readonly cert?: string | undefined;
  /** A file with its private key in PEM form. */
  readonly key?: string | undefined;
  /** A file with a token; only clients that send it are served. */
  readonly tokenFile?: string | undefined;
}

/** A request to push a bundle, a mirror or the bottles of a lock to a registry. */
export interface PushRequest {
  /** The path of the bundle, the mirror or the lock. */
  readonly source: string;
  /** `https://registry.example/prefix`. */
  readonly destination: string;
  /** Only reports what would be sent. */
  readonly dryRun?: boolean | undefined;
  /** Replaces what the registry has under the same name. */
  readonly force?: boolean | undefined;
  /** Leaves out attestations and bills of materials. */
  readonly noReferrers?: boolean | undefined;
}
