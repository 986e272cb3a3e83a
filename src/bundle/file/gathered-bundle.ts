import type { MissingFormula } from '../../closure/closure-plan.ts';
import type { BottleId } from '../../core/bottle-id.ts';
import type { Digest, Hex } from '../../core/digest.ts';
import type { Target } from '../../core/target.ts';
import type { BundleContents } from './contents-schema.ts';
import type { SBOM_FILES } from './layout.ts';

/** Everything that is to travel, as the writer of bundles takes it. */
export interface GatheredBundle {
  /** At least one; their bottle tags differ. */
  readonly targets: readonly BundleTarget[];
  /** `brewpull.lock.json` as it is on disk. */
  readonly lock: Uint8Array | undefined;
  readonly receipts: readonly BundleReceipt[];
  /** The sha256 of `SHA256SUMS` of the bundle that this one updates; undefined for a whole bundle. */
  readonly updateOf?: Hex | undefined;
  /** Makes bills of materials that travel as well; undefined if none do. */
  readonly describe?: DescribeBundle | undefined;
}

/** Describes a bundle by its other files; equal bundles get equal files. */
export type DescribeBundle = (bundle: DescribedBundle) => Promise<readonly DescribingFile[]>;

/** A bundle to describe: an existing one, or all but the description of one that is being made. */
export interface DescribedBundle {
  /** For messages. */
  readonly path: string;
  readonly contents: BundleContents;
  /** Throws `InvalidFileError` if there is no such file. */
  read(name: string): Promise<Uint8Array>;
  open(name: string): AsyncIterable<Uint8Array>;
}

/** A file that describes a bundle. */
interface DescribingFile {
  readonly name: (typeof SBOM_FILES)[number];
  readonly bytes: Uint8Array;
}

/** A bottle that does not travel, because the bundle that is updated has it. */
export interface LeftOutBottle extends BottleId {
  readonly sizeBytes: number;
  readonly isRequested: boolean;
  /** Short names of the items that need it, directly or through others. */
  readonly neededBy: readonly string[];
}

/** The receipt of a run that fetched some of the bottles. */
interface BundleReceipt {
  /** A file name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What one kind of machine gets. */
export interface BundleTarget {
  readonly target: Target;
  /** In installation order: every formula comes after what it needs. */
  readonly items: readonly BundleItem[];
  /** What the items need and is not among them, with the names that brew uses; by default nothing. */
  readonly missing?: readonly MissingFormula[];
  /** What is in the bundle that this one updates; by default nothing. */
  readonly leftOut?: readonly LeftOutBottle[];
  /** Homebrew itself, for a machine that has none. */
  readonly brew?: BundleBrew | undefined;
}

/** A release of Homebrew with the Ruby that it runs on. */
export interface BundleBrew {
  /** E.g. `4.6.10`. */
  readonly tag: string;
  /** The day of its commit in UTC. */
  readonly date: string;
  readonly commit: string;
  /** The git oid of the files in {@link source}. */
  readonly tree: string;
  /** The tar that brewpull makes from them. */
  readonly source: BundleBrewFile;
  readonly ruby: BundleBrewFile & {
    readonly version: string;
    /** The oldest macOS on which it starts. */
    readonly bottleTag: string;
    /** Where it was published on ghcr.io. */
    readonly repository: string;
  };
  /** Whether it asks for the Command Line Tools on this target before it pours a bottle. */
  readonly needsTools: boolean;
}

/** A file on disk that travels as it is. */
interface BundleBrewFile {
  /** Absolute. */
  readonly path: string;
  readonly sha256: Hex;
  readonly sizeBytes: number;
}

/** One bottle with everything that is known about it. */
export interface BundleItem extends BottleId {
  readonly sizeBytes: number;
  /** `any`, `any_skip_relocation` (a leading `:` is accepted) or the one folder where the bottle works. */
  readonly cellar: string;
  /** Whether the user asked for it by name. */
  readonly isRequested: boolean;
  readonly isKegOnly: boolean;
  /** Whether its formula has a step that brew runs after pouring the bottle. */
  readonly hasPostInstall: boolean;
  /** Short names of the runtime dependencies that are items of this target. */
  readonly dependencies: readonly string[];
  /**
   * Short names that the formula mentions and that are not installed before it: build, test and optional dependencies and
   * conflicts, including items that come later.
   */
  readonly stubs: readonly string[];
  /** Absolute path of the bottle; hard-linked if the file system can. */
  readonly bottleFile: string;
  /** The JSON that brew reads beside a bottle. */
  readonly sidecar: string | undefined;
  readonly registry: BundleRegistryFiles | undefined;
  readonly formulaFile: BundleFormulaFile | undefined;
  /** The file of attestations that `provenance/` writes. */
  readonly attestations: Uint8Array | undefined;
}

/** What the registry said about a bottle, byte for byte. */
interface BundleRegistryFiles {
  /** E.g. `homebrew/core/python/3.12`. */
  readonly repository: string;
  /** E.g. `3.12.0-1`. */
  readonly reference: string;
  readonly index: Uint8Array;
  /** As the index names it. */
  readonly manifestDigest: Digest;
  /** Undefined if the registry does not have it; only `push` needs it. */
  readonly manifest: Uint8Array | undefined;
}

/** A formula's text as of one commit. */
interface BundleFormulaFile {
  /** In the tap, e.g. `Formula/v/vim.rb`. */
  readonly path: string;
  readonly commit: string;
  readonly bytes: Uint8Array;
}
