import type { PlaceOutput } from '../parts/history-output.ts';

/** What `sync` is about to fetch, and where it will be stored. */
export interface SyncPlanOutput {
  readonly tap: string;
  /** The address it is fetched from. */
  readonly remote: string;
  /** The path of the copy. */
  readonly path: string;
  /** The free space there beforehand. */
  readonly freeBytes: number;
  /** The size of the copy beforehand; null if there was none. */
  readonly copyBytes: number | null;
}

/** The output of `sync`. */
export interface SyncOutput extends SyncPlanOutput {
  /** The newest commit. */
  readonly head: PlaceOutput;
  /** The newest commit beforehand; null if there was no copy. */
  readonly previousHead: PlaceOutput | null;
  /** The number of new commits, including those of merged branches. */
  readonly newCommits: number;
  /** Whether the list of all bottles was made from it. */
  readonly hasAtlas: boolean;
  /** False if only part of the history was asked for. */
  readonly isWhole: boolean;
  /** The file of answers that was written; left out if none was asked for. */
  readonly export?: WrittenAnswersOutput;
}

/** A file of answers that was written. */
export interface WrittenAnswersOutput {
  readonly path: string;
  readonly kind: 'answers' | 'atlas';
  readonly sizeBytes: number;
  /** The digest of the file: `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly tap: string;
  /** The newest state it knows. */
  readonly head: { readonly commit: string | null; readonly date: string };
  /** How far back it goes, ISO 8601 in UTC. */
  readonly begins: string;
  /** The bottle tags of the systems it covers; null for all. */
  readonly bottleTags: readonly string[] | null;
  /** What it was made from. */
  readonly sources: readonly WrittenAnswersSourceOutput[];
  /** How many it has; only the last bottle for each system. */
  readonly counts: { readonly formulae: number; readonly bottles: number };
}

/** A history that the answers were read from. */
export interface WrittenAnswersSourceOutput {
  /** A tap, or a mirror of one. */
  readonly name: string;
  /** The start of the period that was read, ISO 8601 in UTC. */
  readonly from: string;
  /** The end of that period, ISO 8601 in UTC. */
  readonly until: string;
  /** What to know about it, in words; null if nothing. */
  readonly note: string | null;
}
