import { bottleIdIn, type BottleId } from '../../core/bottle-id.ts';
import type { Digest } from '../../core/digest.ts';
import type { BrewpullError } from '../../core/errors.ts';
import type { HistoryPlace, SpanPlace } from '../../history/state/bottle-span.ts';
import type { Target } from '../../core/target.ts';
import type { WantedVersion } from '../../core/wanted-version.ts';
import type { ReadyFile } from '../../history/ruby/ready-file.ts';
import type { NearBottle } from '../../history/answers/nearest-bottles.ts';
import type { RegistryRoot } from '../../registry/address.ts';

/** The answer for one formula and one target. */
export type Resolution = FoundBottle | NoBottle | NotAFormula | FailedResolution;

/** The part that every answer has. */
interface ResolutionHead {
  /** The name as the user wrote it. */
  readonly requested: string;
  readonly target: Target;
}

/** Where an answer comes from, how current that source is, and how far back it goes. */
export interface AnswerSource {
  /** `answers`: a file with the last bottles; `atlas`: a file with all bottles, made elsewhere. */
  readonly kind: 'git' | 'answers' | 'atlas' | 'registry';
  /** For people, e.g. `homebrew/core at /src/homebrew-core`. */
  readonly description: string;
  /** The date of the newest state that it knows, ISO 8601; undefined for a registry, which is always current. */
  readonly head: string | undefined;
  /** When its knowledge begins, ISO 8601; undefined if that was not looked up. */
  readonly begins: string | undefined;
}

/** A version that was asked for and has a bottle. */
interface AskedVersion {
  /** The version as the user wrote it: `9.0.1450`, `9.0.1450_1`. */
  readonly text: string;
  /** The last bottle for the target, if that is another one and was looked up; a registry does not look it up. */
  readonly last?: NearBottle | undefined;
}

/** A version that was asked for and has no bottle for the target. */
interface MissedVersion {
  readonly text: string;
  /** The nearest versions that have a bottle for the target. */
  readonly versions: readonly NearBottle[];
}

/** What a file of answers said, so that the registry can contradict it. */
export interface ToldBottle {
  /** The file, for people. */
  readonly by: string;
  /** What to do if the registry has something else: search it, or fail. */
  readonly contradiction: 'search' | 'error';
  /** How the question was asked. */
  readonly exactOnly: boolean;
  readonly before: string | undefined;
  readonly version?: WantedVersion | undefined;
  /** Set if the registry was asked for newer ones and has none for the target. */
  readonly isUpToDate?: boolean | undefined;
}

/** The last bottle that the target can use, or that of the version asked for. */
export interface FoundBottle extends ResolutionHead, Omit<BottleId, 'formula'> {
  readonly status: 'found';
  /** The formula's name today, without its tap. */
  readonly formula: string;
  /** Its name when the bottle was built, which file and image are named after. */
  readonly builtAs: string;
  readonly version: string;
  readonly revision: number;
  /** `older`: built for an older macOS of the same architecture, which brew pours as well. */
  readonly match: 'exact' | 'all' | 'older';
  /** `any`, `any_skip_relocation` or an absolute path; undefined when only the registry was asked. */
  readonly cellar: string | undefined;
  readonly origin: BottleOrigin;
  readonly fileName: string;
  /** The place in history that introduced it; undefined when only the registry was asked. */
  readonly introducedBy: IntroducedBy | undefined;
  /** Undefined while the newest state still has a bottle for the target. */
  readonly droppedBy: DroppedBy | undefined;
  /** Other readings of the version by Homebrew's rules of other years. */
  readonly otherVersions: readonly string[];
  /** Set if one version was asked for. */
  readonly wanted?: AskedVersion | undefined;
  /** The kinds of sources that name this bottle. */
  readonly sources: readonly ('git' | 'atlas' | 'registry' | 'lock' | 'api')[];
  /** Undefined for a bottle from a lock. */
  readonly source?: AnswerSource | undefined;
  /** Set if only a file of answers says so. */
  readonly told?: ToldBottle | undefined;
  /** What a person must know to judge the answer; left out if there is nothing. */
  readonly notes?: readonly AnswerNote[] | undefined;
  /** The index that a lock names, which is asked for instead of the reference: that may have moved since. */
  readonly pinnedIndex?: Digest | undefined;
  /** What else a lock says about the bytes; anything else is an error. */
  readonly pinned?: PinnedFacts | undefined;
}

/** Returns the identity of a found bottle, under the name that it was built with. */
export function bottleIdOf(found: FoundBottle): BottleId {
  return bottleIdIn({ ...found, formula: found.builtAs });
}

/** What a lock says about a bottle besides its sha256. */
export interface PinnedFacts {
  readonly manifestDigest: Digest | undefined;
  readonly sizeBytes: number;
}

/** Something to know about an answer. */
export interface AnswerNote {
  /**
   * `unsure`: a state that cannot be read may say otherwise (`--allow-unsure`); `alias`: the version does not fit the versioned
   * alias that was asked for; `inferred-rename`: the formula had another name, inferred by git from similar text;
   * `contradiction`: a file of answers contradicted the registry, which decided.
   */
  readonly kind: 'unsure' | 'alias' | 'inferred-rename' | 'contradiction';
  readonly message: string;
}

/** Where a bottle is downloaded from. */
export type BottleOrigin =
  | {
      readonly kind: 'registry';
      readonly rootUrl: string;
      readonly root: RegistryRoot;
      readonly repository: string;
      readonly reference: string;
      /** Asked if the first does not have it; absent if the bottle block says where the bottle is. */
      readonly second?: RegistryPlace | undefined;
    }
  /** A plain file host, such as GitHub Releases. */
  | { readonly kind: 'file'; readonly rootUrl: string; readonly url: URL };

/** A registry's folder where a bottle may be. */
export interface RegistryPlace {
  /** As a bottle block would write it. */
  readonly rootUrl: string;
  /** What is actually asked, which `--registry` changes. */
  readonly root: RegistryRoot;
}

/** The state of a formula file that introduced a bottle. Answers without a clone only know the date. */
interface IntroducedBy extends SpanPlace {
  /** The git oid of the file; undefined when it was not looked up. */
  readonly oid: string | undefined;
}

/** Returns the place in a clone's history that introduced a bottle; undefined if none is known. */
export function placeOf({
  introducedBy,
}: Pick<FoundBottle, 'introducedBy'>): Pick<HistoryPlace, 'commit' | 'path'> | undefined {
  if (introducedBy === undefined) return undefined;
  const { commit, path } = introducedBy;
  if (commit.oid === undefined || path === undefined) return undefined;
  return { commit: { oid: commit.oid, date: commit.date }, path };
}

/** Why there is nothing newer: the first later state without a usable bottle. */
export interface DroppedBy {
  /** Undefined when only the registry was asked. */
  readonly commit: SpanPlace['commit'] | undefined;
  /** ISO 8601; undefined when the registry does not say. */
  readonly date: string | undefined;
  /** Undefined when the formula was deleted. */
  readonly pkgVersion: string | undefined;
}

/** An answer for a formula that exists, but has no bottle that the target can use. */
export interface NoBottle extends ResolutionHead {
  readonly status: 'no-bottle';
  readonly formula: string;
  readonly tap: string;
  /** Set if one version was asked for. */
  readonly wanted?: MissedVersion | undefined;
  /** The alternatives, nearest first; if a version was asked for, its bottles for other systems. */
  readonly nearest: readonly NearBottle[];
  /** Where it was looked for, and how far back: ISO 8601, undefined if that is not known. */
  readonly searched: { readonly in: 'history' | 'registry'; readonly from: string | undefined };
  readonly source?: AnswerSource | undefined;
  /** The ready-to-run file that its formula downloads for the target; undefined if none is known. */
  readonly prebuilt?: ReadyFile | undefined;
  /** The tap that now has a cask of this name, after the formula was removed. */
  readonly cask?: string | undefined;
}

/** An answer for a name that no known formula ever had. */
export interface NotAFormula extends ResolutionHead {
  readonly status: 'not-a-formula';
  readonly tap: string;
  /** The source that was asked, e.g. `homebrew-core at /src/homebrew-core`. */
  readonly where: string;
  readonly suggestions: readonly string[];
  readonly source?: AnswerSource | undefined;
  /** The next step, if one is known. */
  readonly hint?: string | undefined;
  /** The tap that has a cask of this name; undefined if nothing at hand says so. */
  readonly cask?: string | undefined;
}

/** A question that could not be answered. */
export interface FailedResolution extends ResolutionHead {
  readonly status: 'failed';
  readonly error: BrewpullError;
}
