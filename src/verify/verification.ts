import type { DescribeBundle } from '../bundle/file/gathered-bundle.ts';
import type { Finding } from '../core/finding.ts';
import type { UnprovenLayer } from '../image/archive/prove-layer.ts';
import type { VerifiedImage } from '../image/archive/verify-image-archive.ts';
import type { EvidenceLine } from './evidence/evidence-line.ts';
import type { ApiBottle } from '../provenance/signed-api/api-bottle-schema.ts';
import type { ProvenanceOutcome } from '../provenance/attestation/provenance-outcome.ts';
import type { TrustedRoot } from '../provenance/attestation/trusted-root-schema.ts';
import type { Receipt } from '../receipt/receipt.ts';
import type { GoodSignature } from '../receipt/signature/signature.ts';
import type { SignerRequest } from './verify-signature.ts';

/** What was found out about one path. */
export interface Verification {
  readonly kind: 'bottle' | 'bundle' | 'image' | 'mirror';
  readonly path: string;
  /** Empty if nothing is wrong. */
  readonly findings: readonly Finding[];
  readonly bottles: readonly VerifiedBottle[];
  /** What an image archive holds; undefined for anything else, and if it cannot be read. */
  readonly image?: VerifiedImage | undefined;
  /** Undefined except for a bundle that updates another. */
  readonly update?: VerifiedUpdate | undefined;
  /** The signature of `SHA256SUMS` that was demanded, if it is good. */
  readonly signature?: GoodSignature | undefined;
  /** What could not be checked, as sentences. */
  readonly notes?: readonly string[];
  /** The layers that the notes are about. */
  readonly unproven?: readonly UnprovenLayer[];
}

/** What an update leaves out, and whether that was checked. */
export interface VerifiedUpdate {
  /** The sum of `SHA256SUMS` of the bundle that it updates. */
  readonly of: string;
  /** How many bottles. */
  readonly leftOut: number;
  /** Paths of the bundles that must have them; if empty, none was named and nothing was checked. */
  readonly checkedWith: readonly string[];
  /** Whether the very bundle that it updates is among them. */
  readonly isVeryOne: boolean;
}

/** Who can say which sha256 a bottle has; part of the public interface, so words are only ever added. */
export type Witness =
  | 'sidecar'
  | 'receipt'
  | 'formula'
  | 'index'
  | 'manifest'
  | 'attestation'
  | 'api'
  | 'bundle'
  | 'mirror';

/** What vouches for one bottle. */
export interface VerifiedBottle {
  readonly fileName: string;
  readonly sha256: string;
  /** Who says that this is the right sha256. */
  readonly witnesses: readonly Witness[];
  /** Undefined if no attestations are kept with it. */
  readonly provenance: ProvenanceOutcome | undefined;
  /** The nine lines of evidence; undefined unless they were asked for. */
  readonly evidence: readonly EvidenceLine[] | undefined;
}

/** How to verify a path. */
export interface VerifyRequest {
  readonly explain: boolean;
  /** Whether a bottle without an attestation is a finding. */
  readonly requireProvenance: boolean;
  /** Undefined for the trust root that ships with brewpull. */
  readonly trustedRoot: TrustedRoot | undefined;
  /** Paths of the bundles to check an update with. */
  readonly bases: readonly string[];
  /** What an earlier pull wrote down. */
  readonly receipt: Receipt | undefined;
  /** Whose signature of `SHA256SUMS` is demanded; undefined if none is. */
  readonly signer?: SignerRequest | undefined;
  /** Finds what signed, already verified data of formulae.brew.sh says about a formula. */
  readonly api: ((formula: string) => ApiBottle | undefined) | undefined;
  /** Makes the bills of materials of a bundle again; without it, those inside are not compared. */
  readonly describe?: DescribeBundle | undefined;
}

const WITNESS_NAMES: Readonly<Record<Witness, string>> = {
  sidecar: 'its sidecar',
  receipt: 'the receipt',
  formula: 'its formula',
  index: "the registry's index",
  manifest: "the registry's manifest",
  attestation: 'an attestation',
  api: 'signed API data',
  bundle: 'bundle.json',
  mirror: 'mirror.json',
};

/** Names a witness in a sentence. */
export function nameWitness(witness: Witness): string {
  return WITNESS_NAMES[witness];
}
