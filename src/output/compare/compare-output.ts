import type { FileSignatureOutput } from '../parts/signature-output.ts';

/** What `compare` answers: what several receipts say together. Every list is sorted; the order of the receipts does not matter. */
export interface CompareOutput {
  /**
   * `agreed`: everything is the same in every receipt, and at least three networks fetched it. The others name the worst that was
   * found: `differ`, then `missing`, then `too-few-networks`, then `too-few-signatures`.
   */
  readonly verdict: 'agreed' | 'too-few-signatures' | 'too-few-networks' | 'missing' | 'differ';
  /** How many networks of different names the receipts are from. */
  readonly networks: number;
  readonly receipts: readonly ComparedReceiptOutput[];
  readonly artifacts: readonly ComparedArtifactOutput[];
  /** How many of the artifacts have each status. */
  readonly totals: ComparedTotalsOutput;
  /** What makes the outcome weaker than it looks. */
  readonly warnings: readonly CompareWarningOutput[];
  /** What the verdict shows, for people. */
  readonly proves: readonly string[];
  /** What no verdict shows, for people. */
  readonly doesNotProve: readonly string[];
  /** Null where no signature was checked. */
  readonly signatures: ComparedSignaturesOutput | null;
}

/** One of the receipts. */
export interface ComparedReceiptOutput {
  /** The file, as it was named. */
  readonly name: string;
  readonly network: NetworkOutput;
  /** When it was made, ISO 8601 in UTC. */
  readonly created: string;
  /** What made it. */
  readonly tool: { readonly name: string; readonly version: string };
}

/** The way out to the internet, as far as a receipt says it. */
export interface NetworkOutput {
  /** What `--network-label` said: `tor`, `home`; left out without it. */
  readonly label?: string;
  /** What `--country` said; left out without it. */
  readonly country?: string;
  /** Without credentials; left out where there was none. */
  readonly proxy?: string;
}

/** What the receipts say of one thing, by its `kind`. */
export type ComparedArtifactOutput =
  | ComparedBottleOutput
  | ComparedImageOutput
  | ComparedBrewOutput;

/** What the receipts say of a bottle. */
export interface ComparedBottleOutput extends ComparedFields {
  readonly kind: 'bottle';
  readonly subject: { readonly tap: string; readonly fileName: string };
}

/** What the receipts say of an image. */
export interface ComparedImageOutput extends ComparedFields {
  readonly kind: 'image';
  /** The `platform` is null where the image was not chosen by one. */
  readonly subject: { readonly reference: string; readonly platform: string | null };
}

/** What the receipts say of a release of Homebrew. */
export interface ComparedBrewOutput extends ComparedFields {
  readonly kind: 'brew';
  readonly subject: { readonly tag: string };
}

/** What the receipts say of one thing. */
export interface ComparedFields {
  /** The subject for people. */
  readonly title: string;
  /** `missing`: what there is agrees, and not every receipt has it. */
  readonly status: 'agree' | 'differ' | 'missing';
  /** `blob`: the content itself differs; `metadata`: the same content is described in different ways. Null unless they differ. */
  readonly difference: 'blob' | 'metadata' | null;
  /** What is not the same in all receipts that say it. */
  readonly differences: readonly FieldDifferenceOutput[];
  /** The names of the receipts that have it. */
  readonly seenBy: readonly string[];
  /** The names of the receipts that do not. */
  readonly missingFrom: readonly string[];
  /** The names of the networks that fetched it; what came from a cache crossed none. */
  readonly networks: readonly string[];
  /** All of that for people. */
  readonly explanation: string;
}

/** A field that is not the same in all receipts that have it. */
export interface FieldDifferenceOutput {
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
  readonly values: readonly SharedValueOutput[];
}

/** A value, and the names of the receipts that have it. */
export interface SharedValueOutput {
  readonly value: string;
  readonly receipts: readonly string[];
}

/** How many artifacts have each status. */
export interface ComparedTotalsOutput {
  readonly agree: number;
  readonly differ: number;
  readonly missing: number;
}

/** Something that makes the outcome weaker than it looks. */
export interface CompareWarningOutput {
  /** From `same-key` on it is about signatures. */
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
  /** The same for people. */
  readonly message: string;
  /** The names of the receipts that it is about. */
  readonly receipts: readonly string[];
  /** What they share, or in what they differ; empty where there is nothing to name. */
  readonly values: readonly SharedValueOutput[];
}

/** What the signatures of the receipts are worth together. */
export interface ComparedSignaturesOutput {
  /** How many different keys `--require-signatures` asks for; null without it. */
  readonly required: number | null;
  /** How many different keys signed receipts of everything. */
  readonly keys: number;
  /** Over how many networks signed receipts fetched everything. */
  readonly networks: number;
  /** In the order of the receipts. */
  readonly receipts: readonly SignedReceiptOutput[];
}

/** A receipt and its signatures. */
export interface SignedReceiptOutput {
  /** The file, as it was named. */
  readonly name: string;
  readonly signatures: readonly FileSignatureOutput[];
}
