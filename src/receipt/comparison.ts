import type { Receipt } from './receipt.ts';
import type { SignatureOutcome } from './signature/signature.ts';

/** A receipt and its name, usually that of its file. */
export interface NamedReceipt {
  readonly name: string;
  readonly receipt: Receipt;
  /** The verified signatures beside and inside the file; undefined if nobody asked for them. */
  readonly signatures?: readonly ReceiptSignature[] | undefined;
}

/** One signature of a receipt, and what it is worth. */
export interface ReceiptSignature {
  /** The file that holds it: the receipt's own for a clear-signed statement. */
  readonly file: string;
  readonly outcome: SignatureOutcome;
}

/**
 * What several receipts say together. Plain data; every list is sorted, so the order in which receipts were given does not
 * matter.
 */
export interface Comparison {
  /**
   * `agreed`: every artifact is the same in every receipt, and at least three networks fetched it.
   * Otherwise the worst finding: `differ`, then `missing`, then `too-few-networks`, then `too-few-signatures`.
   */
  readonly verdict: 'agreed' | 'too-few-signatures' | 'too-few-networks' | 'missing' | 'differ';
  /** How many differently named networks the receipts are from; a receipt without a network name does not count. */
  readonly networks: number;
  readonly receipts: readonly ComparedReceipt[];
  readonly artifacts: readonly ArtifactComparison[];
  readonly totals: { readonly agree: number; readonly differ: number; readonly missing: number };
  readonly warnings: readonly ComparisonWarning[];
  /** What this outcome proves and what it does not, in whole sentences. */
  readonly proves: readonly string[];
  readonly doesNotProve: readonly string[];
  /** Null if no signature was checked. */
  readonly signatures: ComparedSignatures | null;
}

/** What the signatures of the receipts are worth together. */
interface ComparedSignatures {
  /** How many different keys `--require-signatures` demands; null without it. */
  readonly required: number | null;
  /** How many different keys signed receipts of everything: the lowest count of any artifact. */
  readonly keys: number;
  /** How many networks with signed receipts fetched everything: the lowest count of any artifact. */
  readonly networks: number;
  /** In the order of the receipts. */
  readonly receipts: readonly {
    readonly name: string;
    readonly signatures: readonly ReceiptSignature[];
  }[];
}

/** One of the receipts compared. */
interface ComparedReceipt extends Pick<Receipt, 'network' | 'created' | 'tool'> {
  readonly name: string;
}

/** What is compared: a bottle, an image, or a release of Homebrew. */
export type ComparedSubject =
  | {
      readonly kind: 'bottle';
      readonly subject: { readonly tap: string; readonly fileName: string };
    }
  | {
      readonly kind: 'image';
      readonly subject: { readonly reference: string; readonly platform: string | null };
    }
  | { readonly kind: 'brew'; readonly subject: { readonly tag: string } };

/** What the receipts say about one file or image. */
export type ArtifactComparison = ComparedSubject & ComparedFacts;

/** Whether the receipts agree about it. */
export interface ComparedFacts {
  /** The bottle's file name with its tap, the image's reference with its platform, or the release of Homebrew itself. */
  readonly title: string;
  readonly status: 'agree' | 'differ' | 'missing';
  /** `blob`: the bytes themselves differ. `metadata`: the same bytes, described differently. */
  readonly difference: 'blob' | 'metadata' | undefined;
  readonly differences: readonly FieldDifference[];
  readonly seenBy: readonly string[];
  readonly missingFrom: readonly string[];
  /** The names of the networks that fetched it; cached bytes crossed none. */
  readonly networks: readonly string[];
  /** One sentence. */
  readonly explanation: string;
}

/** One field that is not the same in all receipts that record it. */
export interface FieldDifference {
  readonly field:
    | 'blob'
    | 'config'
    | 'layers'
    | 'tree'
    | 'tar'
    | 'index'
    | 'manifest'
    | 'commit'
    | 'formulaBlob';
  readonly values: readonly SharedValue[];
}

/** A value, and the names of the receipts that have it. */
export interface SharedValue {
  readonly value: string;
  readonly receipts: readonly string[];
}

/** Something that makes the outcome weaker than it looks. */
export interface ComparisonWarning {
  readonly code:
    | 'unlabelled'
    | 'same-network'
    | 'same-proxy'
    | 'same-peer'
    | 'same-run'
    | 'from-cache'
    | 'different-registry'
    | 'different-tls-issuer'
    | 'same-key'
    | 'same-signer'
    | 'shared-key'
    | 'unsigned'
    | 'bad-signature';
  readonly message: string;
  readonly receipts: readonly string[];
  /** What they share, or how they differ; empty if there is nothing to name. */
  readonly values: readonly SharedValue[];
}
