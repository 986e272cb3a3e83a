import type { BottleIdOutput, LeftOutOutput, MissingOutput } from '../parts/bottle-output.ts';
import type { TargetOutput } from '../parts/target-output.ts';

/** What `bundle --inspect` answers. */
export interface BundleInspectOutput {
  /** Of the bundle. */
  readonly path: string;
  readonly kind: 'folder' | 'tar';
  /** What made it. */
  readonly generator: { readonly name: string; readonly version: string };
  /** How many. */
  readonly files: number;
  /** Of all files. */
  readonly sizeBytes: number;
  /** Whether a lock is inside. */
  readonly hasLock: boolean;
  /** Of `SHA256SUMS` of the bundle that it updates; null for a whole bundle. */
  readonly updateOf: string | null;
  /** How many. */
  readonly receipts: number;
  readonly targets: readonly InspectedTargetOutput[];
}

/** What a bundle brings one system. */
export interface InspectedTargetOutput {
  readonly target: TargetOutput;
  /** The same for people. */
  readonly label: string;
  /** Of the bottles. */
  readonly sizeBytes: number;
  /** In the order of installing. */
  readonly items: readonly InspectedItemOutput[];
  /** Homebrew itself; null where the bundle does not bring it. */
  readonly brew: InspectedBrewOutput | null;
  /** What the bottles need and the bundle does not have. */
  readonly missing: readonly MissingOutput[];
  /** What the bundle that it updates has. */
  readonly leftOut: readonly LeftOutOutput[];
}

/** One bottle of a bundle. */
export interface InspectedItemOutput extends BottleIdOutput {
  /** Of the bottle. */
  readonly sizeBytes: number;
  /** Asked for, not only needed. */
  readonly isRequested: boolean;
  /** What is installed before it because it needs that: each is the `formula` of another item of the same target. */
  readonly dependencies: readonly string[];
  /** The bottle's path in the bundle. */
  readonly file: string;
  /** Whether brew will know what it was built with. */
  readonly hasSidecar: boolean;
  /** Whether a file beside it proves who built it. */
  readonly hasAttestations: boolean;
}

/** A release of Homebrew that a bundle brings. */
export interface InspectedBrewOutput {
  /** `4.6.10`. */
  readonly tag: string;
  /** The day of its commit in UTC, as `2025-09-01`. */
  readonly date: string;
  /** The oid of its commit. */
  readonly commit: string;
  /** The git object id of all its files. */
  readonly tree: string;
  /** The tar of its files; `file` is its path in the bundle. */
  readonly source: { readonly file: string; readonly sha256: string; readonly sizeBytes: number };
  /** The bottle of Portable Ruby that it runs on. */
  readonly ruby: {
    /** `3.4.5`. */
    readonly version: string;
    readonly bottleTag: string;
    /** Where it was published at ghcr.io. */
    readonly repository: string;
    /** The path in the bundle. */
    readonly file: string;
    readonly sha256: string;
    readonly sizeBytes: number;
  };
  /** Whether it asks for the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
}
