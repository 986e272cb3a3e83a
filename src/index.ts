export type { BottleId } from './core/bottle-id.ts';
export type { BottleName } from './core/bottle-name.ts';
export { type Digest, type Hex, isDigest, isHex } from './core/digest.ts';
export {
  BrewpullError,
  type ErrorCode,
  type ErrorOptions as BrewpullErrorOptions,
} from './core/errors.ts';
export type { BrewpullEvent, EventSink, WorkStep } from './core/events.ts';
export type { MacosRelease } from './core/macos.ts';
export {
  type Target,
  type TargetArch,
  type TargetWords,
  formatTarget,
  parseTarget,
  parseTargetTag,
} from './core/target.ts';
export { compareVersions } from './core/version.ts';
export type { WantedVersion } from './core/wanted-version.ts';
export {
  type AskedFormula,
  formatAskedFormula,
  parseAskedFormula,
} from './history/tap/asked-formula.ts';
export type { FormulaRef } from './history/tap/formula-ref.ts';
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
  CompareOutput,
  CompareWarningOutput,
  ComparedArtifactOutput,
  ComparedBottleOutput,
  ComparedBrewOutput,
  ComparedFields,
  ComparedImageOutput,
  ComparedReceiptOutput,
  ComparedSignaturesOutput,
  ComparedTotalsOutput,
  FieldDifferenceOutput,
  NetworkOutput,
  SharedValueOutput,
  SignedReceiptOutput,
} from './output/compare/compare-output.ts';
export type {
  CoverageMonthOutput,
  CoverageOutput,
  CoveredFormulaOutput,
} from './output/coverage/coverage-output.ts';
export type {
  DiffBottleOutput,
  DiffBrewChangeOutput,
  DiffBrewOutput,
  DiffChangeOutput,
  DiffMissingOutput,
  DiffOutput,
  DiffSideOutput,
  DiffTargetOutput,
  UnknownTargetOutput,
} from './output/diff/diff-output.ts';
export type {
  CommitMessagesOutput,
  HistoryExplainOutput,
} from './output/history/history-explain-output.ts';
export type {
  BuildOutput,
  BuiltBottleOutput,
  HistoryBottleOutput,
  HistoryFields,
  HistoryOutput,
  OriginOutput,
} from './output/history/history-output.ts';
export type {
  BuildVulnerabilitiesOutput,
  HistoryVulnsOutput,
  JudgedBuildOutput,
  NewestWithoutOutput,
  OpenInBuildOutput,
  PatchedInBuildOutput,
} from './output/history/history-vulns-output.ts';
export type {
  ImageInspectOutput,
  ImageListOutput,
  ImageOutput,
  ImagePlatformOutput,
  LayerOutput,
  RateLimitOutput,
} from './output/image/image-output.ts';
export type {
  LockChangeOutput,
  LockOutput,
  LockStateOutput,
  LockedBottleOutput,
  LockedBrewOutput,
} from './output/lock/lock-output.ts';
export type {
  MirrorBottleOutput,
  MirrorCountsOutput,
  MirrorMissingOutput,
  MirrorOutput,
  MirrorResultOutput,
  MirroredBottleOutput,
  UnmirroredBottleOutput,
} from './output/mirror/mirror-output.ts';
export type {
  AdvisoriesOutput,
  BottleVersionOutput,
  SeveritiesOutput,
  SeverityOutput,
} from './output/parts/advisories-output.ts';
export type { BottleIdOutput, LeftOutOutput, MissingOutput } from './output/parts/bottle-output.ts';
export type { ErrorOutput, SkippedOutput } from './output/parts/error-output.ts';
export type {
  DropOutput,
  NearBottleOutput,
  PlaceOutput,
  SourceOutput,
} from './output/parts/history-output.ts';
export type {
  AttestationReasonOutput,
  InvalidAttestationOutput,
  NoAttestationOutput,
  ProvenanceOutput,
  UnsupportedOutput,
  VerifiedOutput,
} from './output/parts/provenance-output.ts';
export type {
  BadFileSignatureOutput,
  BadSignatureOutput,
  FileSignatureOutput,
  GoodFileSignatureOutput,
  GoodSignatureOutput,
} from './output/parts/signature-output.ts';
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
  PullFields,
  PullOutput,
  PullResultOutput,
  PulledOutput,
} from './output/pull/pull-output.ts';
export type {
  FailedPushOutput,
  PlannedPushOutput,
  PushOutput,
  PushResultOutput,
  PushedBottleOutput,
  PushedFields,
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
  ServeOutput,
  ServedArchiveOutput,
  ServedCoreTapOutput,
} from './output/serve/serve-output.ts';
export type {
  SyncOutput,
  SyncPlanOutput,
  WrittenAnswersOutput,
  WrittenAnswersSourceOutput,
} from './output/sync/sync-output.ts';
export type {
  EvidenceOutput,
  FindingOutput,
  ImageInArchiveOutput,
  UnprovenLayerOutput,
  VerificationFields,
  VerificationOutput,
  VerifiedBottleFileOutput,
  VerifiedBottleOutput,
  VerifiedBundleOutput,
  VerifiedImageOutput,
  VerifiedMirrorOutput,
  VerifiedUpdateOutput,
  VerifyOutput,
  WitnessOutput,
} from './output/verify/verify-output.ts';
export type {
  AuditedBottleOutput,
  BottleNotFoundOutput,
  FixedBottleOutput,
  JudgedBottleOutput,
  KnownVulnerabilityOutput,
  OpenVulnerabilityOutput,
  PatchedVulnerabilityOutput,
  UnjudgedBottleOutput,
  VulnsOutput,
  VulnsTotalsOutput,
} from './output/vulns/vulns-output.ts';
export type {
  BottleReceipt,
  BrewReceipt,
  HistoryFile,
  ImageReceipt,
  Receipt,
  ReceiptArtifact,
  ReceiptConnection,
  ReceiptDocument,
  ReceiptNetwork,
  ReceiptProjectFile,
} from './receipt/receipt.ts';
