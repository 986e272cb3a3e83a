import type { Target, TargetWords } from '../../core/target.ts';

/** A system: a bottle tag such as `big_sur`, words such as `{ macos: '11', arch: 'amd64' }`, or the result of `parseTarget`. */
export type TargetLike = string | TargetWords | Target;

/** The fields of every request about formulae. */
export interface FormulaRequest {
  /** `vim` for the last bottle, `vim=9.0.1450` for the one of a version; `user/tap/name` likewise. */
  readonly formulae?: readonly string[] | undefined;
  /** Files with names, one per line. */
  readonly fromFile?: readonly string[] | undefined;
  /** Brewfiles; entries that do not ask for a formula are in `skipped` of the result. */
  readonly brewfile?: readonly string[] | undefined;
  /** The systems; by default the machine this runs on, if it is a Mac, or those in the lock. */
  readonly targets?: readonly TargetLike[] | undefined;
  /** Ignores bottles that were built for an older macOS. */
  readonly exactOnly?: boolean | undefined;
}

/** How to choose the versions of dependencies. */
export interface ClosureChoice {
  /** All from one commit that has bottles for all, if there is one; the newest of each; or the ones it was built against. */
  readonly closure?: 'one-commit' | 'newest' | 'exact' | undefined;
}

/** How to use a lock. */
export interface LockChoice {
  /** The lockfile; its versions are used, and it is kept up to date. */
  readonly lock?: string | undefined;
  /** Fails if the lock would change. */
  readonly locked?: boolean | undefined;
  /** Takes everything from the lock and looks nothing up. */
  readonly frozen?: boolean | undefined;
}

/** What to record about a download. */
export interface ReceiptChoice {
  /** A file for the receipt: what was fetched, and from where. */
  readonly receipt?: string | undefined;
  /** The name of this network in the receipt. */
  readonly networkLabel?: string | undefined;
  /** The country of this network, for the receipt. */
  readonly country?: string | undefined;
}

/** A request for the last bottles of formulae. */
export type ResolveRequest = FormulaRequest;

/** A request to download bottles as files. */
export interface PullRequest extends FormulaRequest, ClosureChoice, LockChoice, ReceiptChoice {
  /** A folder (by default the working folder), or a file for a single bottle. */
  readonly output?: string | undefined;
  /** Also fetches the runtime dependencies. */
  readonly deps?: boolean | undefined;
  /** If a formula has no bottle, fetches the ready-to-run file that it downloads. */
  readonly prebuilt?: boolean | undefined;
  /** Only reports what would be fetched. */
  readonly dryRun?: boolean | undefined;
  /** The version of brew on the Mac, `4.1.13`, which decides how it installs the file. */
  readonly brewVersion?: string | undefined;
}

/** A request to plan what a bundle would contain. */
export interface PlanRequest
  extends FormulaRequest, ClosureChoice, Pick<LockChoice, 'lock' | 'frozen'> {
  /** The file that the script of `brewpull probe` wrote on the Mac; what the Mac already has is left out. */
  readonly for?: string | undefined;
}

/** A request to make or change a lock. */
export interface LockRequest extends FormulaRequest, ClosureChoice {
  /** The lockfile, `brewpull.lock.json` by default. */
  readonly lock?: string | undefined;
  /** Formulae in the lock to bring up to date. */
  readonly update?: readonly string[] | undefined;
  /** Only reports what would change. */
  readonly dryRun?: boolean | undefined;
  /** Files to write bills of materials to: SPDX, or CycloneDX for a `.cdx.json`. */
  readonly sbom?: readonly string[] | undefined;
}

/** A request to make a bundle. */
export interface BundleRequest extends FormulaRequest, ClosureChoice, LockChoice, ReceiptChoice {
  /** A folder, or a file that ends in `.tar`; `bundle.tar` by default. */
  readonly output?: string | undefined;
  /** The largest size of a part of the tar: `4G`, `fat32`. */
  readonly split?: string | undefined;
  /** Replaces what already has the name. */
  readonly force?: boolean | undefined;
  /** The file that the script of `brewpull probe` wrote on the Mac; what the Mac already has is left out. */
  readonly for?: string | undefined;
  /** An earlier bundle; the new one gets only bottles that it does not have. */
  readonly updateOf?: string | undefined;
  /** Includes Homebrew itself, for a Mac without a working brew. */
  readonly withBrew?: boolean | undefined;
  /** The release of Homebrew, `4.6.10`. */
  readonly brew?: string | undefined;
  /** Where Homebrew is fetched from: a repository, a clone, or an archive of the tag. */
  readonly brewSource?: string | undefined;
  /** Puts bills of materials inside the bundle. */
  readonly withSbom?: boolean | undefined;
  /** Files to write bills of materials to: SPDX, or CycloneDX for a `.cdx.json`. */
  readonly sbom?: readonly string[] | undefined;
  /** Signs `SHA256SUMS`: `ssh:FILE`, `minisign:FILE` or `gpg:NAME`, once for each kind. */
  readonly sign?: readonly string[] | undefined;
  /** Throws before downloading if a known vulnerability this bad or worse is open. */
  readonly failOn?: 'low' | 'medium' | 'high' | 'critical' | undefined;
  /** A file of Homebrew's advisories, instead of the fetched ones. */
  readonly advisories?: string | undefined;
}

/** A request to fill a mirror. */
export interface MirrorRequest extends FormulaRequest, ClosureChoice, Pick<LockChoice, 'lock'> {
  /** The folder of the mirror. */
  readonly output: string;
  /** Everything the targets ever got. */
  readonly all?: boolean | undefined;
  /** The tap that `all` is about. */
  readonly tap?: string | undefined;
  /** The index as published, or reduced to the bottles of the mirror. */
  readonly index?: 'published' | 'reduced' | undefined;
  /** The most bytes to fetch per second: `5M`. */
  readonly rate?: string | undefined;
  /** Leaves out bottles that would make the mirror larger than this: `200G`. */
  readonly maxSize?: string | undefined;
  /** Removes bottles that no target and no lock of the mirror needs. */
  readonly prune?: boolean | undefined;
  /** Fails at the end if a known vulnerability this bad or worse is open. */
  readonly failOn?: 'low' | 'medium' | 'high' | 'critical' | undefined;
  /** A file of Homebrew's advisories, instead of the fetched ones. */
  readonly advisories?: string | undefined;
  /** Files to write bills of materials to: SPDX, or CycloneDX for a `.cdx.json`. */
  readonly sbom?: readonly string[] | undefined;
}

/** A request to judge bottles by Homebrew's advisories. */
export interface VulnsRequest extends FormulaRequest, ClosureChoice {
  /** Bundles, locks and mirrors. */
  readonly files?: readonly string[] | undefined;
  /** Also judges the dependencies of the formulae. */
  readonly deps?: boolean | undefined;
  /** A file of Homebrew's advisories, instead of the fetched ones. */
  readonly advisories?: string | undefined;
}
