export { isDigest, isHex, type Digest, type Hex } from './core/digest.ts';
export { BrewpullError, type ErrorCode, type ErrorOptions } from './core/errors.ts';
export type { BrewpullEvent, EventSink, WorkStep } from './core/events.ts';
export type { MacosRelease } from './core/macos.ts';
export {
  formatTarget,
  parseTarget,
  parseTargetTag,
  type Target,
  type TargetArch,
  type TargetWords,
} from './core/target.ts';
export { compareVersions } from './core/version.ts';
export type { WantedVersion } from './core/wanted-version.ts';
export {
  formatAskedFormula,
  parseAskedFormula,
  type AskedFormula,
} from './history/tap/asked-formula.ts';
export type { BrewpullLibrary, Serving } from './library/brewpull-library.ts';
export { toErrorOutput } from './library/error-output.ts';
export { openBrewpull } from './library/open-brewpull.ts';
export type { CallOptions, LibraryOptions, RegistryCredentials } from './library/options.ts';
export type {
  CompareRequest,
  DiffRequest,
  ImagePlatform,
  ImageRequest,
  PushRequest,
  ServeRequest,
  VerifyRequest,
} from './library/requests/file-requests.ts';
export type {
  BundleRequest,
  ClosureChoice,
  FormulaRequest,
  LockChoice,
  LockRequest,
  MirrorRequest,
  PlanRequest,
  PullRequest,
  ReceiptChoice,
  ResolveRequest,
  TargetLike,
  VulnsRequest,
} from './library/requests/formula-requests.ts';
export type {
  CoverageRequest,
  ExplainRequest,
  HistoryRequest,
  SyncRequest,
} from './library/requests/question-requests.ts';
export type {
  ImageInspectOutput,
  ImageListOutput,
  ImageOutput,
  ImagePlatformOutput,
  LayerOutput,
  RateLimitOutput,
} from './output/image/image-output.ts';
export type {
  BundleInspectOutput,
  InspectedBrewOutput,
  InspectedItemOutput,
  InspectedTargetOutput,
} from './output/bundle-inspect/bundle-inspect-output.ts';
export type {
  BundleFields,
  BundleOutput,
  BundleUpdateOutput,
  LeftOutForTargetOutput,
  MadeBundleOutput,
  UnneededBundleOutput,
} from './output/bundle/bundle-output.ts';
export type {
  LockChangeOutput,
  LockedBottleOutput,
  LockedBrewOutput,
  LockOutput,
  LockStateOutput,
} from './output/lock/lock-output.ts';
export type { BottleIdOutput, LeftOutOutput, MissingOutput } from './output/parts/bottle-output.ts';
export type { ErrorOutput, SkippedOutput } from './output/parts/error-output.ts';
export type {
  DropOutput,
  NearBottleOutput,
  PlaceOutput,
  SourceOutput,
} from './output/parts/history-output.ts';
export type {
  InvalidAttestationOutput,
  NoAttestationOutput,
  ProvenanceOutput,
  UnsupportedOutput,
  VerifiedOutput,
} from './output/parts/provenance-output.ts';
export type {
  LinuxTargetOutput,
  MacosTargetOutput,
  TargetOutput,
} from './output/parts/target-output.ts';
export type { BrewOutput, BrewRubyOutput, BrewSourceOutput } from './output/plan/brew-output.ts';
export type {
  DroppedEarlierOutput,
  InstalledOutput,
  LeftOutDependencyOutput,
  LockKeptOutput,
  LockReplacedOutput,
  NoRecordOutput,
  NotOneCommitOutput,
  OtherVersionOutput,
  PerhapsNeededOutput,
  PlanExceptionFields,
  PlanExceptionOutput,
  RecordOnlyOutput,
  UnconfirmedOutput,
  VersionAskedOutput,
} from './output/plan/exception-output.ts';
export type {
  PlanItemOutput,
  PlanOutput,
  TapCommitOutput,
  TargetPlanOutput,
} from './output/plan/plan-output.ts';
export type {
  FailedPullOutput,
  InstallOutput,
  PlannedOutput,
  PrebuiltOutput,
  PulledOutput,
  PullFields,
  PullOutput,
  PullResultOutput,
} from './output/pull/pull-output.ts';
export type {
  FailedPushOutput,
  PlannedPushOutput,
  PushedBottleOutput,
  PushedFields,
  PushOutput,
  PushResultOutput,
  ReferrerOutput,
} from './output/push/push-output.ts';
export type {
  AnswerNoteOutput,
  AskedOutput,
  FailedResolutionOutput,
  FoundFields,
  FoundOutput,
  NoBottleFields,
  NoBottleOutput,
  NotAFormulaOutput,
  ResolutionOutput,
  ResolveOutput,
  TargetsOutput,
} from './output/resolve/resolve-output.ts';
export type {
  ServedArchiveOutput,
  ServedCoreTapOutput,
  ServeOutput,
} from './output/serve/serve-output.ts';
export type {
  BottleReceipt,
  BrewReceipt,
  HistoryFile,
  ImageReceipt,
  Receipt,
  ReceiptArtifact,
  ReceiptConnection,
  ReceiptNetwork,
  ReceiptProjectFile,
} from './receipt/receipt.ts';
