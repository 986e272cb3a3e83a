import type { BottleId } from '../../core/bottle-id.ts';
import type { Hex } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';
import type { Severity } from '../advisories/advisory.ts';

/** What is known about the vulnerabilities of some bottles. Plain data, sorted so that the same input makes the same report. */
export interface VulnsReport {
  readonly advisories: AdvisorySource;
  readonly bottles: readonly JudgedBottle[];
  /** What could not be judged, and why; the others are still judged. */
  readonly failures: readonly JudgeFailure[];
  /** Names that were asked about and have no bottle for the target, so that nothing was judged. */
  readonly notFound: readonly NotFoundName[];
}

/** A name without a bottle. */
export interface NotFoundName {
  /** As the user asked for it. */
  readonly name: string;
  readonly target: string;
  readonly error: BrewpullError;
}

/** A bottle that could not be judged. */
export interface JudgeFailure {
  readonly bottle: BottleId;
  /** As in {@link JudgedBottle}. */
  readonly formulaNow: string;
  readonly fileName: string;
  readonly target: string;
  readonly error: BrewpullError;
}

/** The file of advisories that was used. */
export interface AdvisorySource {
  /** The file as the user named it, or the cached file's address at formulae.brew.sh. */
  readonly name: string;
  readonly sha256: Hex;
  /** When it was fetched, in UTC as ISO 8601; undefined for a user's file whose time nobody recorded. */
  readonly fetched: string | undefined;
  readonly schemaVersion: string | undefined;
  readonly count: number;
}

/** One bottle, and which known vulnerabilities it has. */
export interface JudgedBottle {
  readonly bottle: BottleId;
  /** Today's name of the formula if the subject knows it, else the name when the bottle was built. */
  readonly formulaNow: string;
  readonly fileName: string;
  /** The bottle tag of the machine that it is for. */
  readonly target: string;
  readonly isRequested: boolean;
  /**
   * `not-covered`: the advisories have nothing about this formula, or it is from another tap. It may still have vulnerabilities.
   */
  readonly coverage: 'covered' | 'not-covered';
  /** Worst first, then by id. */
  readonly open: readonly OpenVulnerability[];
  readonly patched: readonly PatchedVulnerability[];
  /** How many vulnerabilities of older versions it no longer has, without a patch. */
  readonly fixedCount: number;
  /** Whether the patches of its formula were looked at; if not, what they resolve counts as open. */
  readonly arePatchesKnown: boolean;
  /**
   * The newest bottle for the target without any; undefined if this one has none, if there is no such bottle, or if no history
   * was at hand.
   */
  readonly withoutVulnerabilities: PouringVersion | undefined;
}

/** A known vulnerability, whatever its state. */
export interface KnownVulnerability {
  /** E.g. `BREW-vim-CVE-2023-4738`. */
  readonly id: string;
  /** E.g. `CVE-2023-4738`; other names of the record if it does not say what it is about. */
  readonly upstream: readonly string[];
  readonly summary: string | undefined;
  readonly severity: Severity | undefined;
  readonly cvss: string | undefined;
  readonly references: readonly string[];
}

/** A vulnerability that the bottle has, as far as is known. */
export interface OpenVulnerability extends KnownVulnerability {
  /** The version that fixed it; undefined if none did, or the record does not say. */
  readonly fixedIn: string | undefined;
  /**
   * `range`: a range of the record contains the version. `unchecked`: the record is about the formula, but none of its ranges can
   * be compared, which brew counts as open too. `revision`: brew's order of texts calls it fixed, but Homebrew's order of
   * versions with revisions does not; the worse of the two counts.
   */
  readonly because: 'range' | 'unchecked' | 'revision';
  readonly fixedBottle: FixedBottle;
}

/** Whether a version without the vulnerability still pours on the target. */
export type FixedBottle =
  | { readonly status: 'pours'; readonly version: PouringVersion }
  /** No version known to be free of it has a bottle for the target. */
  | { readonly status: 'no-bottle' }
  /** No known version fixed it. */
  | { readonly status: 'no-fix' }
  /** No history was at hand to ask. */
  | { readonly status: 'unknown' };

/** A bottle for the target, found in the history. */
export interface PouringVersion {
  readonly pkgVersion: string;
  readonly rebuild: number;
  readonly bottleTag: string;
}

/** A vulnerability that a patch of the formula closed. */
export interface PatchedVulnerability extends KnownVulnerability {
  /** `formula`: a patch in the formula's text at the bottle's commit says that it resolves it. `range`: the record says so. */
  readonly because: 'formula' | 'range';
  readonly fixedIn: string | undefined;
}
