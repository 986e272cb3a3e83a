/** A formula as the user asked for it. */
export interface AskedName {
  readonly name: string;
  /** The taps of its Brewfile, to which a bare name may refer. */
  readonly taps: readonly string[];
}
