import type { TargetOutput } from '../parts/target-output.ts';

/** What `serve` answers once the server is up. */
export interface ServeOutput {
  /** Where it serves. */
  readonly url: string;
  /** All its addresses, that one first. */
  readonly urls: readonly string[];
  /** What is served. */
  readonly kind: 'bundle' | 'mirror';
  /** The variables that make brew fetch bottles from there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether clients need the token. */
  readonly hasToken: boolean;
  /** How many there are. */
  readonly bottles: number;
  /** The whole bundle as one file; null for a mirror. */
  readonly archive: ServedArchiveOutput | null;
  /** Of `SHA256SUMS`, which lists every other file. */
  readonly sumsSha256: string;
  /** A homebrew-core with the versions that are served, for each system that has one. */
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
