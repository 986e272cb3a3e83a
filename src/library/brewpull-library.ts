import type { CompareOutput } from '../output/compare/compare-output.ts';
import type { CoverageOutput } from '../output/coverage/coverage-output.ts';
import type { HistoryExplainOutput } from '../output/history/history-explain-output.ts';
import type { HistoryOutput } from '../output/history/history-output.ts';
import type { VerifyOutput } from '../output/verify/verify-output.ts';
import type { PullOutput } from '../output/pull/pull-output.ts';
import type { BundleInspectOutput } from '../output/bundle-inspect/bundle-inspect-output.ts';
import type { BundleOutput } from '../output/bundle/bundle-output.ts';
import type { DiffOutput } from '../output/diff/diff-output.ts';
import type {
  ImageInspectOutput,
  ImageListOutput,
  ImageOutput,
} from '../output/image/image-output.ts';
import type { LockOutput } from '../output/lock/lock-output.ts';
import type { MirrorOutput } from '../output/mirror/mirror-output.ts';
import type { PlanOutput } from '../output/plan/plan-output.ts';
import type { PushOutput } from '../output/push/push-output.ts';
import type { ServeOutput } from '../output/serve/serve-output.ts';
import type { SyncOutput } from '../output/sync/sync-output.ts';
import type { VulnsOutput } from '../output/vulns/vulns-output.ts';
import type { ResolveOutput } from '../output/resolve/resolve-output.ts';
import type { CallOptions } from './options.ts';
import type {
  CompareRequest,
  DiffRequest,
  ImagePlatform,
  ImageRequest,
  PushRequest,
  ServeRequest,
  VerifyRequest,
} from './requests/file-requests.ts';
import type {
  BundleRequest,
  LockRequest,
  MirrorRequest,
  PlanRequest,
  PullRequest,
  ResolveRequest,
  VulnsRequest,
} from './requests/formula-requests.ts';
import type {
  CoverageRequest,
  ExplainRequest,
  HistoryRequest,
  SyncRequest,
} from './requests/question-requests.ts';

/**
 * Brewpull for programs. Each function is a command: it returns what `--json` prints, and throws the same errors with the same
 * codes. A failure of one of several formulae, targets or files is part of the result, with its error; a failure that leaves no
 * result is thrown as a `BrewpullError`. Several calls may run at once. Paths are relative to the working folder.
 */
export interface BrewpullLibrary {
  /** Finds the last bottle of every formula for every target, without downloading it. */
  resolve(request: ResolveRequest, call?: CallOptions): Promise<ResolveOutput>;
  /** Finds, downloads and verifies bottles, several at once, and puts them in place. */
  pull(request: PullRequest, call?: CallOptions): Promise<PullOutput>;
  /** Finds all bottles that formulae need on each target, in installation order. */
  plan(request: PlanRequest, call?: CallOptions): Promise<PlanOutput>;
  /** Records the exact bottles that formulae need, so that a later call gets the same content. */
  lock(request: LockRequest, call?: CallOptions): Promise<LockOutput>;
  /** Makes a bundle: bottles with everything they need, and an installer for a Mac without a network. */
  bundle(request: BundleRequest, call?: CallOptions): Promise<BundleOutput>;
  /** Lists what is in the bundle at a path. */
  inspectBundle(path: string, call?: CallOptions): Promise<BundleInspectOutput>;
  /** Fills a folder that file servers and brew can read. After an interruption, the next call continues. */
  mirror(request: MirrorRequest, call?: CallOptions): Promise<MirrorOutput>;
  /** Lists every bottle that a formula has had. */
  history(request: HistoryRequest, call?: CallOptions): Promise<HistoryOutput>;
  /** Explains why a system gets the bottle it does: the commits that introduced and dropped it. */
  explain(request: ExplainRequest, call?: CallOptions): Promise<HistoryExplainOutput>;
  /** Lists which formulae of a tap a system still gets, and counts them. */
  coverage(request?: CoverageRequest, call?: CallOptions): Promise<CoverageOutput>;
  /** Fetches or updates the local copy of a tap and its atlas. */
  sync(request?: SyncRequest, call?: CallOptions): Promise<SyncOutput>;
  /** Checks bottles, bundles, mirrors and image archives again, without a network. */
  verify(request: VerifyRequest, call?: CallOptions): Promise<VerifyOutput>;
  /** Reports whether several networks got the same content. */
  compare(request: CompareRequest, call?: CallOptions): Promise<CompareOutput>;
  /** Reports what changed between two bundles, locks or mirrors. */
  diff(request: DiffRequest, call?: CallOptions): Promise<DiffOutput>;
  /** Lists the known vulnerabilities of bottles. */
  vulns(request: VulnsRequest, call?: CallOptions): Promise<VulnsOutput>;
  /** Fetches a container image as an archive for `docker load`. */
  image(request: ImageRequest, call?: CallOptions): Promise<ImageOutput>;
  /** Lists the tags of the image at a reference. */
  listImageTags(reference: string, call?: CallOptions): Promise<ImageListOutput>;
  /** Reports what a registry has for an image. */
  inspectImage(request: ImagePlatform, call?: CallOptions): Promise<ImageInspectOutput>;
  /** Pushes a bundle, a mirror or the bottles of a lock to a registry. */
  push(request: PushRequest, call?: CallOptions): Promise<PushOutput>;
  /** Serves a bundle or a mirror to brew and registry clients until it is closed or aborted. */
  serve(request: ServeRequest, call?: CallOptions): Promise<Serving>;
  /** Aborts all running calls and stops all servers; resolves when none is left. */
  close(): Promise<void>;
}

/** A running server. */
export interface Serving {
  /** What `serve --json` prints. */
  readonly answer: ServeOutput;
  /** Stops the server; resolves once it has stopped. */
  close(): Promise<void>;
}
