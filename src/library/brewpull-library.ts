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
 * Brewpull for a program. Each function is a command: it gives the same answer as `--json` does, and throws the same errors with the
 * same codes. What fails for one of several formulae, targets or files is in the answer, with its error; what leaves no answer is
 * thrown as a `BrewpullError`. Several calls may run at once. Paths are seen from the working folder.
 */
export interface BrewpullLibrary {
  /** Finds the last bottle of every formula for every target, without downloading it. */
  resolve(request: ResolveRequest, call?: CallOptions): Promise<ResolveOutput>;
  /** Finds, downloads and verifies bottles, several at once, and puts them where they belong. */
  pull(request: PullRequest, call?: CallOptions): Promise<PullOutput>;
  /** Finds all bottles that formulae need on each target, in the order in which they are installed. */
  plan(request: PlanRequest, call?: CallOptions): Promise<PlanOutput>;
  /** Writes down the very bottles that formulae need, so that a later call gets the same content. */
  lock(request: LockRequest, call?: CallOptions): Promise<LockOutput>;
  /** Makes a bundle: bottles with all that they need, and an installer for a Mac without a network. */
  bundle(request: BundleRequest, call?: CallOptions): Promise<BundleOutput>;
  /** Lists what is in the bundle at a path. */
  inspectBundle(path: string, call?: CallOptions): Promise<BundleInspectOutput>;
  /** Fills a folder that file servers and brew can read. After an interruption the next call continues. */
  mirror(request: MirrorRequest, call?: CallOptions): Promise<MirrorOutput>;
  /** Lists every bottle that a formula had. */
  history(request: HistoryRequest, call?: CallOptions): Promise<HistoryOutput>;
  /** Says why a system gets the bottle that it gets: the commits that brought and dropped it. */
  explain(request: ExplainRequest, call?: CallOptions): Promise<HistoryExplainOutput>;
  /** Counts which formulae of a tap a system still gets. */
  coverage(request?: CoverageRequest, call?: CallOptions): Promise<CoverageOutput>;
  /** Fetches or updates the copy of a tap and its atlas. */
  sync(request?: SyncRequest, call?: CallOptions): Promise<SyncOutput>;
  /** Checks bottles, bundles, mirrors and image archives again, without a network. */
  verify(request: VerifyRequest, call?: CallOptions): Promise<VerifyOutput>;
  /** Says whether several networks got the same. */
  compare(request: CompareRequest, call?: CallOptions): Promise<CompareOutput>;
  /** Says what changed between two bundles, locks or mirrors. */
  diff(request: DiffRequest, call?: CallOptions): Promise<DiffOutput>;
  /** Lists the known vulnerabilities of bottles. */
  vulns(request: VulnsRequest, call?: CallOptions): Promise<VulnsOutput>;
  /** Fetches a container image as an archive for `docker load`. */
  image(request: ImageRequest, call?: CallOptions): Promise<ImageOutput>;
  /** Lists the tags of the image at a reference. */
  listImageTags(reference: string, call?: CallOptions): Promise<ImageListOutput>;
  /** Says what a registry has of an image. */
  inspectImage(request: ImagePlatform, call?: CallOptions): Promise<ImageInspectOutput>;
  /** Pushes a bundle, a mirror or the bottles of a lock into a registry. */
  push(request: PushRequest, call?: CallOptions): Promise<PushOutput>;
  /** Serves a bundle or a mirror to brew and to clients of registries, until it is closed or aborted. */
  serve(request: ServeRequest, call?: CallOptions): Promise<Serving>;
  /** Aborts all calls that run, and ends servers; resolves when none runs any more. */
  close(): Promise<void>;
}

/** A server that runs. */
export interface Serving {
  /** What `serve --json` writes. */
  readonly answer: ServeOutput;
  /** Ends it; resolves when it has ended. */
  close(): Promise<void>;
}
