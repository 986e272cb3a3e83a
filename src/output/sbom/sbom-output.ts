/** What `sbom` answers, where the bill of materials itself goes to a file. */
export interface SbomOutput {
  /** The file. */
  readonly path: string;
  readonly format: 'spdx' | 'cyclonedx';
  /** How many it lists. */
  readonly bottles: number;
  /** What it could not say, or says twice. */
  readonly warnings: readonly SbomWarningOutput[];
}

/** Something that a bill of materials could not say, or says twice. */
interface SbomWarningOutput {
  /**
   * `…-missing`: it is not at hand; `…-unreadable` and `sbom-too-large`: it is there, and nothing of it is used; `sources-disagree`: two
   * sources say different things of one fact, and both are written.
   */
  readonly code:
    | 'formula-missing'
    | 'formula-unreadable'
    | 'bottle-missing'
    | 'sbom-unreadable'
    | 'sbom-too-large'
    | 'index-unreadable'
    | 'supplement-unreadable'
    | 'sources-disagree';
  /** The bottle's file. */
  readonly file: string;
  /** The same for people. */
  readonly message: string;
}
