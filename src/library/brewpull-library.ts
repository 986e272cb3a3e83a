import type { Outputs } from '../output/outputs.ts';
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
  pull(request: PullRequest, call?: CallOptions): Promise<Outputs['pull']>;
  /** Finds all bottles that formulae need on each target, in the order in which they are installed. */
  plan(request: PlanRequest, call?: CallOptions): Promise<Outputs['plan']>;
  /** Writes down the very bottles that formulae need, so that a later call gets the same content. */
  lock(request: LockRequest, call?: CallOptions): Promise<Outputs['lock']>;
  /** Makes a bundle: bottles with all that they need, and an installer for a Mac without a network. */
  bundle(request: BundleRequest, call?: CallOptions): Promise<Outputs['bundle']>;
  /** Lists what is in the bundle at a path. */
  inspectBundle(path: string, call?: CallOptions): Promise<Outputs['bundle-inspect']>;
  /** Fills a folder that file servers and brew can read. After an interruption the next call continues. */
  mirror(request: MirrorRequest, call?: CallOptions): Promise<Outputs['mirror']>;
  /** Lists every bottle that a formula had. */
  history(request: HistoryRequest, call?: CallOptions): Promise<Outputs['history']>;
  /** Says why a system gets the bottle that it gets: the commits that brought and dropped it. */
  explain(request: ExplainRequest, call?: CallOptions): Promise<Outputs['history-explain']>;
  /** Counts which formulae of a tap a system still gets. */
  coverage(request?: CoverageRequest, call?: CallOptions): Promise<Outputs['coverage']>;
  /** Fetches or updates the copy of a tap and its atlas. */
  sync(request?: SyncRequest, call?: CallOptions): Promise<Outputs['sync']>;
  /** Checks bottles, bundles, mirrors and image archives again, without a network. */
  verify(request: VerifyRequest, call?: CallOptions): Promise<Outputs['verify']>;
  /** Says whether several networks got the same. */
  compare(request: CompareRequest, call?: CallOptions): Promise<Outputs['compare']>;
  /** Says what changed between two bundles, locks or mirrors. */
  diff(request: DiffRequest, call?: CallOptions): Promise<Outputs['diff']>;
  /** Lists the known vulnerabilities of bottles. */
  vulns(request: VulnsRequest, call?: CallOptions): Promise<Outputs['vulns']>;
  /** Fetches a container image as an archive for `docker load`. */
  image(request: ImageRequest, call?: CallOptions): Promise<Outputs['image']>;
  /** Lists the tags of the image at a reference. */
  listImageTags(reference: string, call?: CallOptions): Promise<Outputs['image-list']>;
  /** Says what a registry has of an image. */
  inspectImage(request: ImagePlatform, call?: CallOptions): Promise<Outputs['image-inspect']>;
  /** Pushes a bundle, a mirror or the bottles of a lock into a registry. */
  push(request: PushRequest, call?: CallOptions): Promise<Outputs['push']>;
  /** Serves a bundle or a mirror to brew and to clients of registries, until it is closed or aborted. */
  serve(request: ServeRequest, call?: CallOptions): Promise<Serving>;
  /** Aborts all calls that run, and ends servers; resolves when none runs any more. */
  close(): Promise<void>;
}

/** A server that runs. */
export interface Serving {
  /** What `serve --json` writes. */
  readonly answer: Outputs['serve'];
  /** Ends it; resolves when it has ended. */
  close(): Promise<void>;
}
