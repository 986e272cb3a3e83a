import type { GitNetwork } from './network/git-environment.ts';
import type { RemoteAddress } from './network/remote-address.ts';
import type { GitProgress } from './network/run-git.ts';

/** A copy that brewpull keeps for itself; users' own clones are never written to. */
export interface CopyRequest {
  /** Its own folder, created if it does not exist. */
  readonly path: string;
  readonly remote: RemoteAddress;
  /** How far back history should reach, in ms since 1970; undefined for all of it. A copy that reaches further is kept. */
  readonly sinceMs?: number | undefined;
  readonly network: GitNetwork;
  /** How many objects may be fetched at once; more than that are fetched in steps of about this many. */
  readonly objectsAtOnce?: number;
  readonly signal: AbortSignal | undefined;
  onProgress(progress: GitProgress): void;
  /** Receives the cost that the server reported, before it is paid. */
  onCost?(cost: CopyCost): void;
  /** Called when the copy was damaged; it is removed and made again. */
  onDamage?(reason: string): void;
}

/** What is known about a fetch before it is done, as the server counted it. */
export type CopyCost =
  /** Everything new comes at once: this many objects. */
  | { readonly kind: 'objects'; readonly objects: number }
  /** That is too much at once: the list of commits comes first. */
  | { readonly kind: 'list'; readonly objects: number | undefined }
  /** The list is there, and takes this many bytes: this many commits come with their files. */
  | { readonly kind: 'commits'; readonly commits: number; readonly listBytes: number }
  /** The server cannot send a list alone, or something that only the list names: everything comes in one piece. */
  | { readonly kind: 'one-piece' };

/** The copy after a sync. */
export interface CopyState {
  readonly head: string;
  /** Undefined for a new copy. */
  readonly previousHead: string | undefined;
  /** How many commits are new, including those of merged branches. */
  readonly newCommits: number;
  /** Whether all of history is there. */
  readonly isWhole: boolean;
}
