import type { FileSignatureOutput } from '../parts/signature-output.ts';

/** The output of `compare`: what several receipts say together. Every list is sorted; the order of receipts does not matter. */
export interface CompareOutput {
  /**
   * `agreed`: everything is the same in every receipt, and at least three networks fetched it. The others name the worst
   * finding: `differ`, then `missing`, then `too-few-networks`, then `too-few-signatures`.
   */
  readonly verdict: 'agreed' | 'too-few-signatures' | 'too-few-networks' | 'missing' | 'differ';
  /** How many differently named networks the receipts are from. */
  readonly networks: number;
  readonly receipts: readonly ComparedReceiptOutput[];
  readonly artifacts: readonly ComparedArtifactOutput[];
  /** How many of the artifacts have each status. */
  readonly totals: ComparedTotalsOutput;
  /** What makes the outcome weaker than it looks. */
  readonly warnings: readonly CompareWarningOutput[];
  /** What the verdict shows, in words. */
  readonly proves: readonly string[];
  /** What no verdict shows, in words. */
  readonly doesNotProve: readonly string[];
  /** Null if no signatures were checked. */
  readonly signatures: ComparedSignaturesOutput | null;
}

/** One of the receipts. */
export interface ComparedReceiptOutput {
  /** The file, as the caller named it. */
  readonly name: string;
  readonly network: NetworkOutput;
  /** When it was made, ISO 8601 in UTC. */
  readonly created: string;
  /** The program that made it. */
  readonly tool: { readonly name: string; readonly version: string };
}

/** The network that a receipt was made on, as far as the receipt says. */
export interface NetworkOutput {
  /** The value of `--network-label`: `tor`, `home`; left out if there was none. */
  readonly label?: string;
  /** The value of `--country`; left out if there was none. */
  readonly country?: string;
  /** The proxy, without credentials; left out if there was none. */
  readonly proxy?: string;
}

/** What the receipts say about one thing, by its `kind`. */
export type ComparedArtifactOutput =
  | ComparedBottleOutput
  | ComparedImageOutput
  | ComparedBrewOutput;

/** What the receipts say about a bottle. */
export interface ComparedBottleOutput extends ComparedFields {
  readonly kind: 'bottle';
  readonly subject: { readonly tap: string; readonly fileName: string };
}

/** What the receipts say about an image. */
export interface ComparedImageOutput extends ComparedFields {
  readonly kind: 'image';
  /** The `platform` is null if the image was not chosen by platform. */
  readonly subject: { readonly reference: string; readonly platform: string | null };
}

/** What the receipts say about a release of Homebrew. */
export interface ComparedBrewOutput extends ComparedFields {
  readonly kind: 'brew';
  readonly subject: { readonly tag: string };
}

/** What the receipts say about one thing. */
export interface ComparedFields {
  /** The subject in words. */
  readonly title: string;
  /** `missing`: the receipts that have it agree, but not every receipt has it. */
  readonly status: 'agree' | 'differ' | 'missing';
  /** `blob`: the content itself differs; `metadata`: only its description does. Null unless they differ. */
  readonly difference: 'blob' | 'metadata' | null;
  /** The fields that differ between the receipts that have them. */
  readonly differences: readonly FieldDifferenceOutput[];
  /** The names of the receipts that have it. */
  readonly seenBy: readonly string[];
  /** The names of the receipts that do not. */
  readonly missingFrom: readonly string[];
  /** The names of the networks that fetched it; what came from a cache counts for none. */
  readonly networks: readonly string[];
  /** All of this in words. */
  readonly explanation: string;
}

/** A field that differs between the receipts that have it. */
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
  /** The codes from `same-key` on are about signatures. */
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
  /** The same in words. */
  readonly message: string;
  /** The names of the receipts concerned. */
  readonly receipts: readonly string[];
  /** What they share or where they differ; empty if there is nothing to name. */
  readonly values: readonly SharedValueOutput[];
}

/** What the signatures of the receipts are worth together. */
export interface ComparedSignaturesOutput {
  /** How many different keys `--require-signatures` asks for; null without it. */
  readonly required: number | null;
  /** How many different keys signed receipts of everything. */
  readonly keys: number;
  /** How many networks everything was fetched over, according to signed receipts. */
  readonly networks: number;
  /** In the order of the receipts. */
  readonly receipts: readonly SignedReceiptOutput[];
}

/** A receipt and its signatures. */
export interface SignedReceiptOutput {
  /** The file, as the caller named it. */
  readonly name: string;
  readonly signatures: readonly FileSignatureOutput[];
}
