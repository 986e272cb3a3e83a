import type { FileRange } from '../../../archive/gzip.ts';
import type { BottleId } from '../../../core/bottle-id.ts';
import type { Digest } from '../../../core/digest.ts';
import type { AttestationSet } from '../../../provenance/attestation/attestation-set.ts';

/** Where bottles that are pushed come from. */
export interface PushSource {
  readonly kind: 'bundle' | 'mirror' | 'lock';
  /** Each bottle once, in the order of the source. */
  readonly bottles: readonly SourceBottle[];
  /** What to do where its content is damaged. */
  readonly repairHint: string;
}

/** One bottle of a source. What it gives is the caller's to check, documents apart. */
export interface SourceBottle extends BottleId {
  readonly sizeBytes: number;
  /** Under which name Homebrew has it; undefined for a bottle that is in no registry. */
  readonly place: { readonly repository: string; readonly reference: string } | undefined;
  /** Reads what describes it, the digests checked. Throws what the source says. */
  readDocuments(): Promise<SourceDocuments>;
  /** Streams a part of it, `end` exclusive, which the caller checks. */
  open(range: FileRange): AsyncIterable<Uint8Array>;
  /** Reads the image config with a digest; undefined where the source has none. Throws what the source says. */
  readConfig(digest: Digest): Promise<Uint8Array | undefined>;
  /** Reads what was signed about it, not verified; empty where the source has nothing. */
  readAttestations(): Promise<readonly AttestationSet[]>;
  /** Tells whether reading it costs no network. */
  isAtHand(): Promise<boolean>;
}

/** What describes a bottle in a registry. */
interface SourceDocuments {
  /** As published. */
  readonly index: Uint8Array;
  readonly manifestDigest: Digest;
  /** Undefined where the source has none. */
  readonly manifest: Uint8Array | undefined;
}

/** Leaves out bottles that come again: one for all systems is there once for each target. */
export function onlyOnce(bottles: readonly SourceBottle[]): readonly SourceBottle[] {
  const keyOf = ({ tap, place, sha256, bottleTag }: SourceBottle): string =>
    `${place?.repository ?? tap} ${place?.reference ?? ''} ${bottleTag} ${sha256}`;
  return [...new Map(bottles.map((bottle) => [keyOf(bottle), bottle])).values()];
}
