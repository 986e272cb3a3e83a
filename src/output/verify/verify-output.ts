import type { ProvenanceOutput } from '../parts/provenance-output.ts';
import type { GoodSignatureOutput } from '../parts/signature-output.ts';

/** The output of `verify`. */
export interface VerifyOutput {
  /** One per path, in their order. */
  readonly results: readonly VerificationOutput[];
}

/** The result for one path, by its `kind`. */
export type VerificationOutput =
  | VerifiedBottleFileOutput
  | VerifiedBundleOutput
  | VerifiedMirrorOutput
  | VerifiedImageOutput;

/** The fields of every result. */
export interface VerificationFields {
  /** The path that was verified. */
  readonly path: string;
  /** `ok`: there are no findings. */
  readonly status: 'ok' | 'failed';
  /** What is wrong. */
  readonly findings: readonly FindingOutput[];
  /** The bottles in it, and who vouches for them. */
  readonly bottles: readonly VerifiedBottleOutput[];
}

/** A bottle. */
export interface VerifiedBottleFileOutput extends VerificationFields {
  readonly kind: 'bottle';
}

/** A bundle. */
export interface VerifiedBundleOutput extends VerificationFields {
  readonly kind: 'bundle';
  /** What an update bundle leaves out; not set for other bundles. */
  readonly update?: VerifiedUpdateOutput;
  /** The signature that `--signer` asks for, if it is good; left out otherwise. */
  readonly signature?: GoodSignatureOutput;
}

/** A mirror. */
export interface VerifiedMirrorOutput extends VerificationFields {
  readonly kind: 'mirror';
  /** The signature that `--signer` asks for, if it is good; left out otherwise. */
  readonly signature?: GoodSignatureOutput;
}

/** An image archive; `bottles` is empty. */
export interface VerifiedImageOutput extends VerificationFields {
  readonly kind: 'image';
  /** Null if it cannot be read. */
  readonly image: ImageInArchiveOutput | null;
  /** The layers whose content was not read. */
  readonly unproven: readonly UnprovenLayerOutput[];
  /** What could not be checked, in words. */
  readonly notes: readonly string[];
}

/** One thing that is wrong. */
export interface FindingOutput {
  readonly code:
    | 'tampered'
    | 'missing'
    | 'extra'
    | 'reordered'
    | 'invalid'
    | 'disagreement'
    | 'unknown-installer'
    | 'contradicted'
    | 'unproven'
    | 'provenance-missing'
    | 'provenance-invalid'
    | 'signature-missing'
    | 'signature-invalid';
  /** The file it is about; in a bundle, mirror or archive, its path there. */
  readonly file: string;
  /** The same in words. */
  readonly message: string;
}

/** A bottle, and who vouches for it. */
export interface VerifiedBottleOutput {
  readonly fileName: string;
  /** The sha256 of its content: 64 hexadecimal digits. */
  readonly sha256: string;
  /** Who confirms this sha256. */
  readonly witnesses: readonly WitnessOutput[];
  /** Who built it; null if no attestations are kept with it. */
  readonly provenance: ProvenanceOutput | null;
  /** With `--explain`: nine, always in the same order; left out otherwise. */
  readonly evidence?: readonly EvidenceOutput[];
}

/** What can confirm the sha256 of a bottle. */
export type WitnessOutput =
  | 'sidecar'
  | 'receipt'
  | 'formula'
  | 'index'
  | 'manifest'
  | 'attestation'
  | 'api'
  | 'bundle'
  | 'mirror';

/** One link between a bottle and those who vouch for it. */
export interface EvidenceOutput {
  readonly step:
    | 'commit'
    | 'formula'
    | 'checksum'
    | 'index'
    | 'manifest'
    | 'layer'
    | 'contents'
    | 'provenance'
    | 'api';
  /** What is claimed, in words. */
  readonly claim: string;
  /** `absent`: nothing available says so, but nothing contradicts it. */
  readonly status: 'proven' | 'absent' | 'contradicted';
  /** Why, in words. */
  readonly detail: string;
}

/** What an update leaves out, and whether that was checked. */
export interface VerifiedUpdateOutput {
  /** The sha256 of `SHA256SUMS` in the bundle that it updates. */
  readonly of: string;
  /** The number of bottles left out. */
  readonly leftOut: number;
  /** The paths of `--with`; empty if nothing was checked. */
  readonly checkedWith: readonly string[];
  /** Whether the exact bundle that it updates is among them. */
  readonly isVeryOne: boolean;
}

/** The image of an archive, to compare with what a registry says. */
export interface ImageInArchiveOutput {
  /** The name `docker load` gives it; null if it was fetched by digest alone. */
  readonly fullName: string | null;
  /** The digest of the manifest in the registry. */
  readonly manifestDigest: string;
  /** The digest of the config. */
  readonly imageId: string;
  /** The number of layers. */
  readonly layers: number;
}

/** A layer whose content was not read; its digest is right. */
export interface UnprovenLayerOutput {
  readonly file: string;
  /** `encrypted`; `packing`: compressed in an unsupported way; `not-a-tar`. */
  readonly code: 'encrypted' | 'packing' | 'not-a-tar';
}
