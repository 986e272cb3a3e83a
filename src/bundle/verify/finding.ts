/** One thing that is wrong with a bundle. */
export interface BundleFinding {
  readonly code:
    | 'tampered'
    | 'missing'
    | 'extra'
    | 'reordered'
    | 'invalid'
    | 'disagreement'
    /** `install.sh` is of no version that is known here. */
    | 'unknown-installer';
  /** The file it is about, by its path in the bundle. */
  readonly file: string;
  /** A sentence without a full stop. */
  readonly message: string;
}
