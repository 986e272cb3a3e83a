/** The identity of a bottle. */
export interface BottleIdOutput {
  /** The name the bottle was built under. */
  readonly formula: string;
  /** The formula's tap. */
  readonly tap: string;
  /** The version with its revision: `9.0.1900_1`. */
  readonly pkgVersion: string;
  /** The bottle's rebuild number. */
  readonly rebuild: number;
  readonly bottleTag: string;
  /** The bottle's sha256: 64 hexadecimal digits. */
  readonly sha256: string;
}

/** A formula that is needed but missing. */
export interface MissingOutput {
  /** The name today; `user/tap/name` for a tap other than homebrew/core. */
  readonly formula: string;
  /** What needs it, named the same way. */
  readonly neededBy: readonly string[];
}

/** A bottle that an update bundle leaves out because the bundle it updates has it. */
export interface LeftOutOutput extends BottleIdOutput {
  /** The bottle's size. */
  readonly sizeBytes: number;
  /** Whether it was asked for, rather than just needed by another. */
  readonly isRequested: boolean;
  /** The bottles of the update that need it, directly or not, each by its `formula`. */
  readonly neededBy: readonly string[];
}
