import type { BottleId } from '../../core/bottle-id.ts';
import type { Hex } from '../../core/digest.ts';
import type { FormulaDetails } from '../../history/state/formula-details.ts';
import type { SaidFacts } from './facts/claims.ts';

/** What is in a bundle, a lock or a mirror, before it is written in one of the two formats. */
export interface Bom {
  readonly kind: string;
  /** One for each bottle, in the order of their ids. */
  readonly components: readonly BomComponent[];
}

/** One bottle, for all machines that use it. */
export interface BomComponent extends BottleId {
  /** Letters, digits, dots and dashes; the same for the same bottle in every document. */
  readonly id: string;
  readonly purl: string;
  readonly formulaNow: string;
  readonly fileName: string;
  /** In the form that `--target` takes. */
  readonly targets: readonly string[];
  readonly isRequested: boolean;
  readonly commit: string | undefined;
  /** Ids of its dependencies in the document; undefined if the subject does not say. */
  readonly dependsOn: readonly string[] | undefined;
  /**
   * Keys of dependencies that the document does not have under that name: the bundle that an update is for has them, or nothing
   * does.
   */
  readonly needsNotListed: readonly string[];
  readonly facts: SaidFacts;
  /** Undefined if the formula is not at hand or cannot be read. */
  readonly details: FormulaDetails | undefined;
  /** The bill of materials inside the bottle. */
  readonly inside: InsideSbom | undefined;
}

/** The file `sbom.spdx.json` in a bottle. */
export interface InsideSbom {
  readonly sha256: Hex;
  /** An address; undefined if the file has none. */
  readonly namespace: string | undefined;
}

/** Something that a bill of materials could not say, or says twice. */
export interface BomWarning {
  readonly code: BomWarningCode;
  /** The bottle's file. */
  readonly file: string;
  readonly message: string;
}

/**
 * `formula-missing` and `bottle-missing`: it is not at hand, so nothing is taken from it. `formula-unreadable`,
 * `sbom-unreadable`, `sbom-too-large`, `index-unreadable` and `supplement-unreadable`: it is there, but nothing in it is used.
 * `sources-disagree`: two sources say different things about one fact, and both are written.
 */
export type BomWarningCode =
  | 'formula-missing'
  | 'formula-unreadable'
  | 'bottle-missing'
  | 'sbom-unreadable'
  | 'sbom-too-large'
  | 'index-unreadable'
  | 'supplement-unreadable'
  | 'sources-disagree';
