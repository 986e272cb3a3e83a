import type { ProvenanceOutput } from '../parts/provenance-output.ts';
import type { GoodSignatureOutput } from '../parts/signature-output.ts';

/** What `verify` answers. */
export interface VerifyOutput {
  /** One for each path, in their order. */
  readonly results: readonly VerificationOutput[];
}

/** What was found out about one path, by its `kind`. */
export type VerificationOutput =
  | VerifiedBottleFileOutput
  | VerifiedBundleOutput
  | VerifiedMirrorOutput
  | VerifiedImageOutput;

/** What is said of every path. */
export interface VerificationFields {
  /** What was verified. */
  readonly path: string;
  /** `ok`: there are no findings. */
  readonly status: 'ok' | 'failed';
  /** What is wrong. */
  readonly findings: readonly FindingOutput[];
  /** The bottles that it holds, and who vouches for them. */
  readonly bottles: readonly VerifiedBottleOutput[];
}

/** A bottle. */
export interface VerifiedBottleFileOutput extends VerificationFields {
  readonly kind: 'bottle';
}

/** A bundle. */
export interface VerifiedBundleOutput extends VerificationFields {
  readonly kind: 'bundle';
  /** Of a bundle that updates another; else left out. */
  readonly update?: VerifiedUpdateOutput;
  /** The signature that `--signer` asks for, where it is good; else left out. */
  readonly signature?: GoodSignatureOutput;
}

/** A mirror. */
export interface VerifiedMirrorOutput extends VerificationFields {
  readonly kind: 'mirror';
  /** The signature that `--signer` asks for, where it is good; else left out. */
  readonly signature?: GoodSignatureOutput;
}

/** An image archive; `bottles` is empty. */
export interface VerifiedImageOutput extends VerificationFields {
  readonly kind: 'image';
  /** Null where it cannot be read. */
  readonly image: ImageInArchiveOutput | null;
  /** The layers whose content is not read. */
  readonly unproven: readonly UnprovenLayerOutput[];
  /** What could not be checked, for people. */
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
  /** What it is about; in a bundle, a mirror or an archive by its path there. */
  readonly file: string;
  /** The same for people. */
  readonly message: string;
}

/** A bottle, and who vouches for it. */
export interface VerifiedBottleOutput {
  readonly fileName: string;
  /** Of its content: 64 hexadecimal digits. */
  readonly sha256: string;
  /** Who says that this is the right sha256. */
  readonly witnesses: readonly WitnessOutput[];
  /** Who built it; null where no attestations are kept with it. */
  readonly provenance: ProvenanceOutput | null;
  /** With `--explain`: nine, always in the same order; else left out. */
  readonly evidence?: readonly EvidenceOutput[];
}

/** Who can say which sha256 a bottle has. */
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
  /** What is claimed, for people. */
  readonly claim: string;
  /** `absent`: nothing at hand says so, and nothing contradicts it. */
  readonly status: 'proven' | 'absent' | 'contradicted';
  /** Why, for people. */
  readonly detail: string;
}

/** What an update leaves out, and whether that was checked. */
export interface VerifiedUpdateOutput {
  /** The sha256 of `SHA256SUMS` of the bundle that it updates. */
  readonly of: string;
  /** How many bottles. */
  readonly leftOut: number;
  /** The paths of `--with`; empty where nothing was checked. */
  readonly checkedWith: readonly string[];
  /** Whether the very bundle that it updates is among them. */
  readonly isVeryOne: boolean;
}

/** The image of an archive, to compare with what a registry says. */
export interface ImageInArchiveOutput {
  /** As `docker load` names it; null where it was fetched by digest alone. */
  readonly fullName: string | null;
  /** In the registry. */
  readonly manifestDigest: string;
  /** The digest of the config. */
  readonly imageId: string;
  /** How many. */
  readonly layers: number;
}

/** A layer whose content is not read; its digest is right. */
export interface UnprovenLayerOutput {
  readonly file: string;
  /** `encrypted`; `packing`: packed in a way that is not unpacked here; `not-a-tar`. */
  readonly code: 'encrypted' | 'packing' | 'not-a-tar';
}
