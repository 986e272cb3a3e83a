import type { Target, TargetWords } from '../../core/target.ts';

/** A system: a bottle tag such as `big_sur`, words such as `{ macos: '11', arch: 'amd64' }`, or what `parseTarget` gives. */
export type TargetLike = string | TargetWords | Target;

/** What every question about formulae has. */
export interface FormulaRequest {
  /** `vim` for the last bottle, `vim=9.0.1450` for that of one version; `user/tap/name` likewise. */
  readonly formulae?: readonly string[] | undefined;
  /** Files with names, one a line. */
  readonly fromFile?: readonly string[] | undefined;
  /** Brewfiles; what asks for no formula is in `skipped` of the answer. */
  readonly brewfile?: readonly string[] | undefined;
  /** For which systems; left out, the machine that this runs on, if it is a Mac, or those of the lock. */
  readonly targets?: readonly TargetLike[] | undefined;
  /** Takes no bottle that was built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
}

/** How versions of dependencies are chosen. */
export interface ClosureChoice {
  /** All from one commit that has bottles for all, if there is one; the newest of each; or those that it was built against. */
  readonly closure?: 'one-commit' | 'newest' | 'exact' | undefined;
}

/** How a lock is used. */
export interface LockChoice {
  /** The file: its versions are used, and it is kept up to date. */
  readonly lock?: string | undefined;
  /** Fails if the lock would change. */
  readonly locked?: boolean | undefined;
  /** Takes everything from the lock, and looks nothing up. */
  readonly frozen?: boolean | undefined;
}

/** What is recorded of a download. */
export interface ReceiptChoice {
  /** A file for the receipt: what was fetched, and from where. */
  readonly receipt?: string | undefined;
  /** What this network is called there. */
  readonly networkLabel?: string | undefined;
  /** The country of this network. */
  readonly country?: string | undefined;
}

/** Asks for the last bottles. */
export type ResolveRequest = FormulaRequest;

/** Downloads bottles as files. */
export interface PullRequest extends FormulaRequest, ClosureChoice, LockChoice, ReceiptChoice {
  /** A folder, by default the working folder, or a file for a single bottle. */
  readonly output?: string | undefined;
  /** The runtime dependencies as well. */
  readonly deps?: boolean | undefined;
  /** Where a formula has no bottle, the file that it downloads ready to run. */
  readonly prebuilt?: boolean | undefined;
  /** Says only what would be fetched. */
  readonly dryRun?: boolean | undefined;
  /** The brew on the Mac, `4.1.13`: decides how it installs the file. */
  readonly brewVersion?: string | undefined;
}

/** Plans what a bundle would hold. */
export interface PlanRequest
  extends FormulaRequest, ClosureChoice, Pick<LockChoice, 'lock' | 'frozen'> {
  /** What the script of `brewpull probe` wrote on the Mac: what it has already is left out. */
  readonly for?: string | undefined;
}

/** Makes or changes a lock. */
export interface LockRequest extends FormulaRequest, ClosureChoice {
  /** The file, `brewpull.lock.json` by default. */
  readonly lock?: string | undefined;
  /** Formulae of the lock that get a new version. */
  readonly update?: readonly string[] | undefined;
  /** Says only what would change. */
  readonly dryRun?: boolean | undefined;
  /** Files for bills of materials: SPDX, or CycloneDX to a `.cdx.json`. */
  readonly sbom?: readonly string[] | undefined;
}

/** Makes a bundle. */
export interface BundleRequest extends FormulaRequest, ClosureChoice, LockChoice, ReceiptChoice {
  /** A folder, or a file that ends in `.tar`; `bundle.tar` by default. */
  readonly output?: string | undefined;
  /** The largest part of a tar: `4G`, `fat32`. */
  readonly split?: string | undefined;
  /** Replaces what has the name. */
  readonly force?: boolean | undefined;
  /** What the script of `brewpull probe` wrote on the Mac: what it has already is left out. */
  readonly for?: string | undefined;
  /** An earlier bundle: only bottles that it does not have are in the new one. */
  readonly updateOf?: string | undefined;
  /** Homebrew itself, for a Mac without a brew that works. */
  readonly withBrew?: boolean | undefined;
  /** Which release of Homebrew, `4.6.10`. */
  readonly brew?: string | undefined;
  /** Where Homebrew is fetched from: a repository, a clone, or an archive of the tag. */
  readonly brewSource?: string | undefined;
  /** Bills of materials inside the bundle. */
  readonly withSbom?: boolean | undefined;
  /** Files for bills of materials: SPDX, or CycloneDX to a `.cdx.json`. */
  readonly sbom?: readonly string[] | undefined;
  /** Signs `SHA256SUMS`: `ssh:FILE`, `minisign:FILE` or `gpg:NAME`, once for each kind. */
  readonly sign?: readonly string[] | undefined;
  /** Throws before the download where a known vulnerability is open that is so bad or worse. */
  readonly failOn?: 'low' | 'medium' | 'high' | 'critical' | undefined;
  /** A file of Homebrew's advisories, instead of those that were fetched. */
  readonly advisories?: string | undefined;
}

/** Fills a mirror. */
export interface MirrorRequest extends FormulaRequest, ClosureChoice, Pick<LockChoice, 'lock'> {
  /** The folder. */
  readonly output: string;
  /** Everything that the targets ever got. */
  readonly all?: boolean | undefined;
  /** Of which tap everything is meant. */
  readonly tap?: string | undefined;
  /** The index as it was published, or one with only the bottles of the mirror. */
  readonly index?: 'published' | 'reduced' | undefined;
  /** At most so many bytes a second: `5M`. */
  readonly rate?: string | undefined;
  /** Leaves out bottles that would make the mirror larger: `200G`. */
  readonly maxSize?: string | undefined;
  /** Removes bottles that no target and no lock of the mirror needs. */
  readonly prune?: boolean | undefined;
  /** Fails at the end where a known vulnerability is open that is so bad or worse. */
  readonly failOn?: 'low' | 'medium' | 'high' | 'critical' | undefined;
  /** A file of Homebrew's advisories, instead of those that were fetched. */
  readonly advisories?: string | undefined;
  /** Files for bills of materials: SPDX, or CycloneDX to a `.cdx.json`. */
  readonly sbom?: readonly string[] | undefined;
}

/** Judges bottles by Homebrew's advisories. */
export interface VulnsRequest extends FormulaRequest, ClosureChoice {
  /** Bundles, locks and mirrors. */
  readonly files?: readonly string[] | undefined;
  /** The dependencies of the formulae as well. */
  readonly deps?: boolean | undefined;
  /** A file of Homebrew's advisories, instead of those that were fetched. */
  readonly advisories?: string | undefined;
}
