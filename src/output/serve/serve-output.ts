import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `serve` once the server is up. */
export interface ServeOutput {
  /** The address it serves at. */
  readonly url: string;
  /** All its addresses, starting with `url`. */
  readonly urls: readonly string[];
  /** What is served. */
  readonly kind: 'bundle' | 'mirror';
  /** The variables that make brew fetch bottles from there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether clients need the token. */
  readonly hasToken: boolean;
  /** The number of bottles. */
  readonly bottles: number;
  /** The whole bundle as one file; null for a mirror. */
  readonly archive: ServedArchiveOutput | null;
  /** The sha256 of `SHA256SUMS`, which lists every other file. */
  readonly sumsSha256: string;
  /** A homebrew-core with the served versions, for each system that has one. */
  readonly coreTaps: readonly ServedCoreTapOutput[];
}

/** A bundle that is served as a tar. */
export interface ServedArchiveOutput {
  readonly url: string;
  readonly sizeBytes: number;
}

/** A homebrew-core that is served as a tar. */
export interface ServedCoreTapOutput {
  readonly target: TargetOutput;
  readonly url: string;
  readonly sha256: string;
}
