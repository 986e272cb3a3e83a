import type { BottleIdOutput, LeftOutOutput, MissingOutput } from '../parts/bottle-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** The output of `bundle --inspect`. */
export interface BundleInspectOutput {
  /** The path of the bundle. */
  readonly path: string;
  readonly kind: 'folder' | 'tar';
  /** What made it. */
  readonly generator: { readonly name: string; readonly version: string };
  /** The number of files. */
  readonly files: number;
  /** The size of all files. */
  readonly sizeBytes: number;
  /** Whether it contains a lock. */
  readonly hasLock: boolean;
  /** The sha256 of `SHA256SUMS` in the bundle that it updates; null for a whole bundle. */
  readonly updateOf: string | null;
  /** The number of receipts. */
  readonly receipts: number;
  readonly targets: readonly InspectedTargetOutput[];
}

/** What a bundle holds for one system. */
export interface InspectedTargetOutput {
  readonly target: TargetOutput;
  /** The target in words. */
  readonly label: string;
  /** The size of the bottles. */
  readonly sizeBytes: number;
  /** In installation order. */
  readonly items: readonly InspectedItemOutput[];
  /** Homebrew itself; null if the bundle does not include it. */
  readonly brew: InspectedBrewOutput | null;
  /** What the bottles need but the bundle does not have. */
  readonly missing: readonly MissingOutput[];
  /** What was left out because the bundle that it updates has it. */
  readonly leftOut: readonly LeftOutOutput[];
}

/** One bottle of a bundle. */
export interface InspectedItemOutput extends BottleIdOutput {
  /** The bottle's size. */
  readonly sizeBytes: number;
  /** Whether it was asked for, rather than just needed by another. */
  readonly isRequested: boolean;
  /** What it needs, which is installed before it. Each is the `formula` of another item of the same target. */
  readonly dependencies: readonly string[];
  /** The bottle's path in the bundle. */
  readonly file: string;
  /** Whether brew will know what it was built with. */
  readonly hasSidecar: boolean;
  /** Whether a file beside it proves who built it. */
  readonly hasAttestations: boolean;
}

/** A release of Homebrew in a bundle. */
export interface InspectedBrewOutput {
  /** `4.6.10`. */
  readonly tag: string;
  /** The date of its commit in UTC: `2025-09-01`. */
  readonly date: string;
  /** The oid of its commit. */
  readonly commit: string;
  /** The git tree oid of all its files. */
  readonly tree: string;
  /** The tar of its files; `file` is its path in the bundle. */
  readonly source: { readonly file: string; readonly sha256: string; readonly sizeBytes: number };
  /** The bottle of Portable Ruby that it runs on. */
  readonly ruby: {
    /** `3.4.5`. */
    readonly version: string;
    readonly bottleTag: string;
    /** The repository on ghcr.io it was published in. */
    readonly repository: string;
    /** Its path in the bundle. */
    readonly file: string;
    readonly sha256: string;
    readonly sizeBytes: number;
  };
  /** Whether it demands the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
}
