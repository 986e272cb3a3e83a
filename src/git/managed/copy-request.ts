import type { GitNetwork } from './network/git-environment.ts';
import type { RemoteAddress } from './network/remote-address.ts';
import type { GitProgress } from './network/run-git.ts';

/** A copy that brewpull keeps for itself; users' own clones are never written to. */
export interface CopyRequest {
  /** A folder of its own, made when it is not there. */
  readonly path: string;
  readonly remote: RemoteAddress;
  /** How far back history is to reach, as milliseconds since 1970; undefined for all of it. A copy that reaches further stays. */
  readonly sinceMs?: number | undefined;
  readonly network: GitNetwork;
  /** How many objects may be fetched at once; more than that are fetched in steps of about so many. */
  readonly objectsAtOnce?: number;
  readonly signal: AbortSignal | undefined;
  onProgress(progress: GitProgress): void;
  /** Gets what the server said of the cost, before it is paid. */
  onCost?(cost: CopyCost): void;
  /** Called when the copy was damaged; it is removed and made again. */
  onDamage?(reason: string): void;
}

/** What is known of a fetch before it is done, each as the server counted it. */
export type CopyCost =
  /** All that is new comes at once: so many objects. */
  | { readonly kind: 'objects'; readonly objects: number }
  /** That is much for once: the list of commits comes first. */
  | { readonly kind: 'list'; readonly objects: number | undefined }
  /** The list is there, and takes so many bytes: so many commits come with their files. */
  | { readonly kind: 'commits'; readonly commits: number; readonly listBytes: number }
  /** The server has no way to send a list alone, or what only the list names: all comes in one piece. */
  | { readonly kind: 'one-piece' };

/** The copy after a sync. */
export interface CopyState {
  readonly head: string;
  /** Undefined for a new copy. */
  readonly previousHead: string | undefined;
  /** How many commits are new, those of merged branches included. */
  readonly newCommits: number;
  /** Whether all of history is there. */
  readonly isWhole: boolean;
}
