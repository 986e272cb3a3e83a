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

/** What every answer says. */
interface ResolutionHead {
  /** The name as the user wrote it. */
  readonly requested: string;
  readonly target: Target;
}

/** Who gave an answer, as of when, and how far back that looks. */
export interface AnswerSource {
  /** `answers`: a file with the last bottles; `atlas`: one with all bottles that was made elsewhere. */
  readonly kind: 'git' | 'answers' | 'atlas' | 'registry';
  /** For people, e.g. `homebrew/core at /src/homebrew-core`. */
  readonly description: string;
  /** The date of the newest state that it knows, ISO 8601; undefined for a registry, which is asked as it is. */
  readonly head: string | undefined;
  /** When what it knows begins, ISO 8601; undefined where that was not looked up. */
  readonly begins: string | undefined;
}

/** A version that was asked for, and has a bottle. */
interface AskedVersion {
  /** As it was written: `9.0.1450`, `9.0.1450_1`. */
  readonly text: string;
  /** The last bottle for the target, where that is another one; undefined too where it was not looked up, as in a registry. */
  readonly last?: NearBottle | undefined;
}

/** A version that was asked for, and has no bottle for the target. */
interface MissedVersion {
  readonly text: string;
  /** The next versions that the target has a bottle of. */
  readonly versions: readonly NearBottle[];
}

/** What a file of answers said, so that the registry can contradict it. */
export interface ToldBottle {
  /** The file, for people. */
  readonly by: string;
  /** What decides where the registry has something else: its own search, or nothing, so that it is an error. */
  readonly contradiction: 'search' | 'error';
  /** How the question was put. */
  readonly exactOnly: boolean;
  readonly before: string | undefined;
  readonly version?: WantedVersion | undefined;
  /** Set where the registry was asked for newer ones, and has none for the target. */
  readonly isUpToDate?: boolean | undefined;
}

/** The last bottle that the target can use. */
export interface FoundBottle extends ResolutionHead, Omit<BottleId, 'formula'> {
  readonly status: 'found';
  /** The formula's name today, without its tap. */
  readonly formula: string;
  /** Its name when the bottle was built: what file and image are called. */
  readonly builtAs: string;
  readonly version: string;
  readonly revision: number;
  /** `older`: built for an older macOS of the same architecture, which brew pours as well. */
  readonly match: 'exact' | 'all' | 'older';
  /** `any`, `any_skip_relocation` or an absolute path; undefined when only the registry was asked. */
  readonly cellar: string | undefined;
  readonly origin: BottleOrigin;
  readonly fileName: string;
  /** Where history says it; undefined when only the registry was asked. */
  readonly introducedBy: IntroducedBy | undefined;
  /** Undefined while the newest state still has a bottle for the target. */
  readonly droppedBy: DroppedBy | undefined;
  /** Other readings of the version by Homebrew's rules of other years. */
  readonly otherVersions: readonly string[];
  /** Set where one version was asked for. */
  readonly wanted?: AskedVersion | undefined;
  /** Who said so. */
  readonly sources: readonly ('git' | 'atlas' | 'registry' | 'lock' | 'api')[];
  /** Undefined for what comes from a lock. */
  readonly source?: AnswerSource | undefined;
  /** Set where only a file of answers says so. */
  readonly told?: ToldBottle | undefined;
  /** What a person must know to judge the answer; left out for none. */
  readonly notes?: readonly AnswerNote[] | undefined;
  /** The index that a lock names; it is asked for before the reference, which may have been moved since. */
  readonly pinnedIndex?: Digest | undefined;
  /** What else a lock says of the bytes: what is found otherwise is an error. */
  readonly pinned?: PinnedFacts | undefined;
}

/** Gives the identity of a found bottle, which has the name when it was built. */
export function bottleIdOf(found: FoundBottle): BottleId {
  return bottleIdIn({ ...found, formula: found.builtAs });
}

/** What a lock says of a bottle besides its sha256. */
export interface PinnedFacts {
  readonly manifestDigest: Digest | undefined;
  readonly sizeBytes: number;
}

/** Something to know about an answer. */
export interface AnswerNote {
  /**
   * `unsure`: a state that cannot be read may say otherwise (`--allow-unsure`); `alias`: the version is none that the versioned
   * alias speaks of; `inferred-rename`: the formula had another name, which git infers from similar text; `contradiction`: a file
   * of answers said otherwise than the registry, whose word it is.
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
      /** Asked when the first does not have it; absent where the bottle block says where it is. */
      readonly second?: RegistryPlace | undefined;
    }
  /** A plain file host, as GitHub Releases. */
  | { readonly kind: 'file'; readonly rootUrl: string; readonly url: URL };

/** A registry's folder where a bottle may be. */
export interface RegistryPlace {
  /** As a bottle block would write it. */
  readonly rootUrl: string;
  /** With `--registry`, what is asked instead. */
  readonly root: RegistryRoot;
}

/** The state of a formula file that introduced a bottle. Answers without a clone know the date alone. */
interface IntroducedBy extends SpanPlace {
  /** The git oid of the file; undefined when it was not looked up. */
  readonly oid: string | undefined;
}

/** Gives the place in a clone's history that introduced a bottle; undefined where none is known. */
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

/** The formula is there, but nothing that was built serves the target. */
export interface NoBottle extends ResolutionHead {
  readonly status: 'no-bottle';
  readonly formula: string;
  readonly tap: string;
  /** Set where one version was asked for. */
  readonly wanted?: MissedVersion | undefined;
  /** What there is instead, nearest first; of a version that was asked for, its bottles for other systems. */
  readonly nearest: readonly NearBottle[];
  /** Where it was looked for, and how far back: ISO 8601, undefined where that is not known. */
  readonly searched: { readonly in: 'history' | 'registry'; readonly from: string | undefined };
  readonly source?: AnswerSource | undefined;
  /** What its formula downloads ready to run for the target; undefined where that is not known. */
  readonly prebuilt?: ReadyFile | undefined;
  /** The tap in which the name is a cask's now, the formula being gone. */
  readonly cask?: string | undefined;
}

/** No formula of this name was ever seen. */
export interface NotAFormula extends ResolutionHead {
  readonly status: 'not-a-formula';
  readonly tap: string;
  /** Who was asked, e.g. `homebrew-core at /src/homebrew-core`. */
  readonly where: string;
  readonly suggestions: readonly string[];
  readonly source?: AnswerSource | undefined;
  /** The next step, where one is known. */
  readonly hint?: string | undefined;
  /** The tap in which the name is a cask's; undefined where nothing at hand says so. */
  readonly cask?: string | undefined;
}

/** The question could not be answered. */
export interface FailedResolution extends ResolutionHead {
  readonly status: 'failed';
  readonly error: BrewpullError;
}
