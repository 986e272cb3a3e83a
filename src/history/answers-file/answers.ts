import type { NameEra } from '../rules/name-eras.ts';
import type { BottleEntry } from '../state/formula-state.ts';
import type { LatestBottle, LatestBottles } from '../state/bottle-span.ts';

/**
 * What homebrew-core's history says of every formula, in short: its last bottle for each bottle tag. A file of this answers
 * without a clone; `docs/answers-file.md` describes the bytes.
 */
export interface Answers {
  readonly header: AnswersHeader;
  /** In the order of keys. */
  readonly formulae: readonly AnsweredFormula[];
  /** Every name that leads to a formula, or led to one; in the order of names. */
  readonly names: readonly AnsweredName[];
  /** Name and where it went: `user/repo`, `user/repo/name`, or a name in the same tap. */
  readonly migrations: ReadonlyMap<string, string>;
}

/** What a file of answers says of itself. */
export interface AnswersHeader {
  /** As `user/name`. */
  readonly tap: string;
  /** The newest state that was read. The oid is undefined where the commit is not one of the tap itself. */
  readonly head: { readonly commit: string | undefined; readonly date: string };
  /** When the history that was read begins, ISO 8601. */
  readonly begins: string;
  /** The bottle tags of the targets that are answered, in the order of their names; undefined for every target. */
  readonly targets: readonly string[] | undefined;
  /** What it was made from. */
  readonly sources: readonly AnswersSource[];
}

/** One history that answers were read from. */
export interface AnswersSource {
  /** `homebrew/core`, or the name of a mirror, e.g. `lzwme/homebrew-cn`. */
  readonly name: string;
  /** The days that were read, ISO 8601. */
  readonly from: string;
  readonly until: string;
  /** What a reader must know, in a sentence; undefined for nothing. */
  readonly note: string | undefined;
}

/** One formula with the last bottle of every tag. */
export interface AnsweredFormula extends Omit<LatestBottles, 'bottles'> {
  /** Its name; `former/NAME` for one whose name is another one's alias by now. */
  readonly key: string;
  /** Older names that the tap says, the latest renames first. */
  readonly oldNames: readonly string[];
  /** The version of the newest readable state, whatever its bottles; undefined where there is none. */
  readonly newest: AnsweredVersion | undefined;
  /** By rank, then in the order of the bottle block. */
  readonly bottles: readonly AnsweredBottle[];
  /** What was last before an alias led elsewhere, where that differs from `bottles`. */
  readonly earlier: readonly EarlierBottles[];
}

/** A version with its revision and rebuild. */
export interface AnsweredVersion {
  readonly version: string;
  readonly revision: number;
  readonly rebuild: number;
}

/**
 * The last bottle of one tag. `age` is a rank here: 0 for the newest state that offered any of the formula's bottles or holds a
 * doubt, and so on without holes; bottles of one state have one rank. `position` is the place among those of one rank.
 */
export interface AnsweredBottle
  extends LatestBottle, Pick<BottleEntry, 'algorithm' | 'checksum' | 'cellar'> {
  /** As written; undefined means homebrew/core's registry, in every tap. */
  readonly rootUrl: string | undefined;
  /** The formula's name when it was built. */
  readonly builtAs: string;
  /** Other readings of the version by Homebrew's rules of other years. */
  readonly otherVersions: readonly string[];
  /** The version of the state that dropped it; undefined where it was not dropped, or the formula was deleted. */
  readonly droppedBy: Pick<AnsweredVersion, 'version' | 'revision'> | undefined;
  /** It is in the oldest state that was read: it may be older than `introduced`, and of another version. */
  readonly isFromBeginning: boolean;
}

/** The last bottles of a formula before some moment. */
export interface EarlierBottles extends Pick<AnsweredFormula, 'bottles' | 'doubts'> {
  /** ISO 8601; states of this moment and later do not count. */
  readonly until: string;
}

/** One name and what it leads to. */
export interface AnsweredName {
  readonly name: string;
  /** The key of the formula that it leads to today, or led to when it was last one's; undefined where only `eras` or `former` say. */
  readonly formula: string | undefined;
  readonly via: 'file' | 'alias' | 'rename' | 'history';
  /** The times in which it was an alias, newest first; the formulae are names. */
  readonly eras: readonly NameEra[];
  /** The key of the formula that had this name before it became an alias. */
  readonly former: string | undefined;
}
