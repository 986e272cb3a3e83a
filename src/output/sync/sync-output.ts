import type { PlaceOutput } from '../parts/history-output.ts';

/** What `sync` is about to fetch, and where that goes. */
export interface SyncPlanOutput {
  readonly tap: string;
  /** The address that it is fetched from. */
  readonly remote: string;
  /** Where the copy is. */
  readonly path: string;
  /** Free there before. */
  readonly freeBytes: number;
  /** What the copy took before; null where there was none. */
  readonly copyBytes: number | null;
}

/** What `sync` answers. */
export interface SyncOutput extends SyncPlanOutput {
  /** The newest commit. */
  readonly head: PlaceOutput;
  /** The newest commit before; null where there was no copy. */
  readonly previousHead: PlaceOutput | null;
  /** How many came, those of merged branches included. */
  readonly newCommits: number;
  /** Whether the list of all bottles was made of it. */
  readonly hasAtlas: boolean;
  /** False where only a part of history was asked for. */
  readonly isWhole: boolean;
  /** The file of answers that was written; left out where none was asked for. */
  readonly export?: WrittenAnswersOutput;
}

/** A file of answers that was written. */
export interface WrittenAnswersOutput {
  readonly path: string;
  readonly kind: 'answers' | 'atlas';
  readonly sizeBytes: number;
  /** Of the file: `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly tap: string;
  /** The newest state that it knows. */
  readonly head: { readonly commit: string | null; readonly date: string };
  /** How far back it looks, ISO 8601 in UTC. */
  readonly begins: string;
  /** The systems that it covers; null for all. */
  readonly bottleTags: readonly string[] | null;
  /** What it was made from. */
  readonly sources: readonly WrittenAnswersSourceOutput[];
  /** How many it has; of each system the last bottles alone. */
  readonly counts: { readonly formulae: number; readonly bottles: number };
}

/** One history that answers were read from. */
export interface WrittenAnswersSourceOutput {
  /** A tap, or a mirror of one. */
  readonly name: string;
  /** The time that was read, ISO 8601 in UTC. */
  readonly from: string;
  /** As `from`. */
  readonly until: string;
  /** What to know, for people; null for nothing. */
  readonly note: string | null;
}
