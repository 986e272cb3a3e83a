import type { ReceiptChoice } from './formula-requests.ts';

/** Checks bottles, bundles, mirrors and image archives again, without a network. */
export interface VerifyRequest {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Says of each proof what it shows. */
  readonly explain?: boolean | undefined;
  /** A receipt of an earlier pull. */
  readonly against?: string | undefined;
  /** Bundles that the bundles among the paths update. */
  readonly with?: readonly string[] | undefined;
  /** A public key or a file of allowed signers: a bundle must be signed by one of them. */
  readonly signer?: string | undefined;
}

/** Compares receipts of one download from several networks. */
export interface CompareRequest {
  /** Two files or more. */
  readonly receipts: readonly string[];
  /** How many different keys must have signed receipts that agree. */
  readonly requireSignatures?: number | undefined;
  /** A file that says whose OpenSSH keys count, as `ssh-keygen` takes it. */
  readonly allowedSigners?: string | undefined;
  /** A file of OpenSSH keys that count no more. */
  readonly revoked?: string | undefined;
  /** Files with public keys of minisign that count. */
  readonly minisignKey?: readonly string[] | undefined;
  /** Files with public keys of OpenPGP that count. */
  readonly gpgKey?: readonly string[] | undefined;
}

/** Compares two bundles, locks or mirrors. */
export interface DiffRequest {
  /** The path of the earlier one. */
  readonly old: string;
  /** The path of the later one. */
  readonly new: string;
}

/** Says which platform of an image is meant. */
export interface ImagePlatform {
  /** `alpine:3.20`, `ghcr.io/org/tool@sha256:…`. */
  readonly reference: string;
  /** `linux/arm64/v8`. */
  readonly platform?: string | undefined;
  /** The Windows version, `10.0.17763`. */
  readonly osVersion?: string | undefined;
}

/** Fetches a container image as an archive. */
export interface ImageRequest extends ImagePlatform, ReceiptChoice {
  /** The file, or a folder for it. */
  readonly output?: string | undefined;
  /** A tar for `docker load`, or an OCI layout as a folder. */
  readonly format?: 'archive' | 'oci-dir' | undefined;
  /** What the image is called where it is loaded: `name:tag`. */
  readonly tag?: string | undefined;
}

/** Serves a bundle or a mirror. */
export interface ServeRequest {
  /** The bundle or mirror. */
  readonly path: string;
  /** `127.0.0.1` by default. */
  readonly host?: string | undefined;
  /** 8750 by default; 0 takes a free one. */
  readonly port?: number | undefined;
  /** A certificate in PEM form, to serve with TLS. */
  readonly cert?: string | undefined;
  /** Its private key in PEM form. */
  readonly key?: string | undefined;
  /** A file with a token: only those who know it are served. */
  readonly tokenFile?: string | undefined;
}

/** Pushes a bundle, a mirror or the bottles of a lock into a registry. */
export interface PushRequest {
  /** The path of the bundle, the mirror or the lock. */
  readonly source: string;
  /** `https://registry.example/prefix`. */
  readonly destination: string;
  /** Says only what would be sent. */
  readonly dryRun?: boolean | undefined;
  /** Replaces what the registry has under the same name. */
  readonly force?: boolean | undefined;
  /** Leaves attestations and bills of materials out. */
  readonly noReferrers?: boolean | undefined;
}
