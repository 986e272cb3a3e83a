/** A formula as it was asked for. */
export interface AskedName {
  readonly name: string;
  /** The taps of its Brewfile, which a bare name may mean. */
  readonly taps: readonly string[];
}
