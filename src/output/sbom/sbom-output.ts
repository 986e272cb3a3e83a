/** The output of `sbom` when the bill of materials itself goes to a file. */
export interface SbomOutput {
  /** The file. */
  readonly path: string;
  readonly format: 'spdx' | 'cyclonedx';
  /** The number of bottles it lists. */
  readonly bottles: number;
  /** What is missing from it, or is in it twice. */
  readonly warnings: readonly SbomWarningOutput[];
}

/** Something that is missing from a bill of materials, or is in it twice. */
interface SbomWarningOutput {
  /**
   * `…-missing`: it is not available; `…-unreadable` and `sbom-too-large`: it exists, but none of it is used; `sources-disagree`:
   * two sources contradict each other, and both are written.
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
  /** The same in words. */
  readonly message: string;
}
