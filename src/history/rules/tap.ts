import type { TapNaming } from '../tap/tap-names.ts';

/** One formula file, or an alias of one, at some point in a tap's history. */
export interface Spot {
  readonly path: string;
  /** The formula's name: the last part of the path. */
  readonly name: string;
  /** The oid of the file there; undefined if it was just removed. */
  readonly oid: string | undefined;
}

/** One change of one path. */
export interface Change {
  readonly path: string;
  readonly name: string;
  /** The oids of the file before and after; undefined if there was none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an alias led to from some moment on. */
export interface AliasMeaning {
  /** ISO 8601. */
  readonly from: string;
  /** The formula's name; undefined if the alias was removed. */
  readonly target: string | undefined;
}

/**
 * The history of a tap up to one commit, as the rules in this folder need it. A clone and an atlas both provide it and say the
 * same. A `Spot` is a path from one commit back.
 */
export interface Tap<AtSpot extends Spot, AChange extends Change> {
  readonly naming: TapNaming;
  /** Finds the file with this name in the newest state, whether a formula or a link. */
  findAtHead(name: string): Promise<(AtSpot & { readonly isLink: boolean }) | undefined>;
  /** Finds the name of the formula that an alias, or a link instead of a formula, leads to in the newest state. */
  findTarget(alias: string): Promise<string | undefined>;
  /** Lists what an alias led to, newest first. */
  listMeanings(alias: string): Promise<readonly AliasMeaning[]>;
  /** Lists the changes of one path newest first, up to the one that added it. */
  changes(spot: AtSpot): AsyncIterable<AChange> | Iterable<AChange>;
  /** Finds the file with this name just before a change's commit. */
  findBefore(change: AChange, name: string): Promise<AtSpot | undefined>;
  /** Checks whether there is a file with this name just after a change's commit. */
  isThereAfter(change: AChange, name: string): Promise<boolean>;
  /** Finds the file that a change's commit moved, with its content, to the path that it added. */
  findMoved(change: AChange): Promise<AtSpot | undefined>;
  /** Finds the newest removal of a formula with one of these names before a change's commit, or in all of history without one. */
  findLastRemoval(
    names: readonly string[],
    before: AChange | undefined,
  ): Promise<AtSpot | undefined>;
  /** Throws if history was cut off at a change's commit, so that what comes before is not known. */
  requireBefore(change: AChange): void;
}
