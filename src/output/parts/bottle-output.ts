/** Which bottle. */
export interface BottleIdOutput {
  /** The name that the bottle was built under. */
  readonly formula: string;
  /** Where the formula is from. */
  readonly tap: string;
  /** Version and revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** Of the bottle. */
  readonly rebuild: number;
  readonly bottleTag: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** A formula that is needed and not there. */
export interface MissingOutput {
  /** The name today; of another tap than homebrew/core `user/tap/name`. */
  readonly formula: string;
  /** What needs it, named in the same way. */
  readonly neededBy: readonly string[];
}

/** A bottle that an update of a bundle leaves out, because the bundle that it updates has it. */
export interface LeftOutOutput extends BottleIdOutput {
  /** Of the bottle. */
  readonly sizeBytes: number;
  /** Asked for, not only needed. */
  readonly isRequested: boolean;
  /** The bottles of the update that need it, directly or not, each by its `formula`. */
  readonly neededBy: readonly string[];
}
