import type { FileRange } from '../../../archive/gzip.ts';
import type { BottleId } from '../../../core/bottle-id.ts';
import type { Digest } from '../../../core/digest.ts';
import type { AttestationSet } from '../../../provenance/attestation/attestation-set.ts';

/** Where pushed bottles come from. */
export interface PushSource {
  readonly kind: 'bundle' | 'mirror' | 'lock';
  /** Each bottle once, in the order of the source. */
  readonly bottles: readonly SourceBottle[];
  /** What to do if its content is damaged. */
  readonly repairHint: string;
}

/** One bottle of a source. Except for documents, the caller checks what it returns. */
export interface SourceBottle extends BottleId {
  readonly sizeBytes: number;
  /** Homebrew's name for it; undefined for a bottle that is in no registry. */
  readonly place: { readonly repository: string; readonly reference: string } | undefined;
  /** Reads the documents that describe it and checks their digests. Throws the source's errors. */
  readDocuments(): Promise<SourceDocuments>;
  /** Streams a range of it (`end` exclusive), which the caller checks. */
  open(range: FileRange): AsyncIterable<Uint8Array>;
  /** Reads the image config with a digest; undefined if the source has none. Throws the source's errors. */
  readConfig(digest: Digest): Promise<Uint8Array | undefined>;
  /** Reads its attestations, unverified; empty if the source has none. */
  readAttestations(): Promise<readonly AttestationSet[]>;
  /** Reports whether it can be read without the network. */
  isAtHand(): Promise<boolean>;
}

/** What describes a bottle in a registry. */
interface SourceDocuments {
  /** As published. */
  readonly index: Uint8Array;
  readonly manifestDigest: Digest;
  /** Undefined if the source has none. */
  readonly manifest: Uint8Array | undefined;
}

/** Removes duplicate bottles; one for all systems is listed once for each target. */
export function onlyOnce(bottles: readonly SourceBottle[]): readonly SourceBottle[] {
  const keyOf = ({ tap, place, sha256, bottleTag }: SourceBottle): string =>
    `${place?.repository ?? tap} ${place?.reference ?? ''} ${bottleTag} ${sha256}`;
  return [...new Map(bottles.map((bottle) => [keyOf(bottle), bottle])).values()];
}
