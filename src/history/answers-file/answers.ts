import type { NameEra } from '../rules/name-eras.ts';
import type { BottleEntry } from '../state/formula-state.ts';
import type { LatestBottle, LatestBottles } from '../state/bottle-span.ts';

/**
 * What a tap's history says about every formula, in short: its last bottle for each bottle tag. A file of these needs no clone;
 * `docs/answers-file.md` describes its bytes.
 */
export interface Answers {
  readonly header: AnswersHeader;
  /** In order of key. */
  readonly formulae: readonly AnsweredFormula[];
  /** Every name that leads or led to a formula, in order of name. */
  readonly names: readonly AnsweredName[];
  /** From a name to where it went: `user/repo`, `user/repo/name`, or a name in the same tap. */
  readonly migrations: ReadonlyMap<string, string>;
}

/** What an answers file says about itself. */
export interface AnswersHeader {
  /** As `user/name`. */
  readonly tap: string;
  /** The newest state that was read. The commit is undefined if it is not one of the tap's own. */
  readonly head: { readonly commit: string | undefined; readonly date: string };
  /** When the history that was read begins, ISO 8601. */
  readonly begins: string;
  /** The bottle tags of the covered targets, sorted; undefined if every target is covered. */
  readonly targets: readonly string[] | undefined;
  /** What it was made from. */
  readonly sources: readonly AnswersSource[];
}

/** One history that the answers were read from. */
export interface AnswersSource {
  /** `homebrew/core`, or the name of a mirror, e.g. `lzwme/homebrew-cn`. */
  readonly name: string;
  /** The days that were read, ISO 8601. */
  readonly from: string;
  readonly until: string;
  /** What a reader must know, in one sentence; undefined if nothing. */
  readonly note: string | undefined;
}

/** One formula with its last bottle for every bottle tag. */
export interface AnsweredFormula extends Omit<LatestBottles, 'bottles'> {
  /** Its name; `former/NAME` if that name is another formula's alias by now. */
  readonly key: string;
  /** Older names that the tap lists, latest rename first. */
  readonly oldNames: readonly string[];
  /** The version of the newest readable state, with or without bottles; undefined if there is none. */
  readonly newest: AnsweredVersion | undefined;
  /** By rank, then in the order of the bottle block. */
  readonly bottles: readonly AnsweredBottle[];
  /** What was last before an alias began to lead elsewhere, if that differs from `bottles`. */
  readonly earlier: readonly EarlierBottles[];
}

/** A version with its revision and rebuild. */
export interface AnsweredVersion {
  readonly version: string;
  readonly revision: number;
  readonly rebuild: number;
}

/**
 * The last bottle for one bottle tag. `age` is a rank here: 0 for the newest state that offered any of the formula's bottles or
 * left a doubt, and so on without gaps; bottles of one state share a rank. `position` is the place within a rank.
 */
export interface AnsweredBottle
  extends LatestBottle, Pick<BottleEntry, 'algorithm' | 'checksum' | 'cellar'> {
  /** As written; undefined means homebrew/core's registry, in every tap. */
  readonly rootUrl: string | undefined;
  /** The formula's name when it was built. */
  readonly builtAs: string;
  /** What Homebrew's version rules of other years read from the same URL. */
  readonly otherVersions: readonly string[];
  /** The version of the state that dropped it; undefined if it was not dropped or the formula was deleted. */
  readonly droppedBy: Pick<AnsweredVersion, 'version' | 'revision'> | undefined;
  /** Whether the oldest state that was read has it: then it may be older than `introduced`, and of another version. */
  readonly isFromBeginning: boolean;
}

/** The last bottles of a formula before some moment. */
export interface EarlierBottles extends Pick<AnsweredFormula, 'bottles' | 'doubts'> {
  /** ISO 8601; states from this moment on do not count. */
  readonly until: string;
}

/** One name and what it leads to. */
export interface AnsweredName {
  readonly name: string;
  /** The key of the formula it leads to today, or was last a name of; undefined if only `eras` or `former` say. */
  readonly formula: string | undefined;
  readonly via: 'file' | 'alias' | 'rename' | 'history';
  /** The periods in which it was an alias, newest first; their formulae are names, not keys. */
  readonly eras: readonly NameEra[];
  /** The key of the formula that had this name before it became an alias. */
  readonly former: string | undefined;
}
