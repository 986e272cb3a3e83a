export { isDigest, isHex, type Digest, type Hex } from './core/digest.ts';
export { BrewpullError, type ErrorCode } from './core/errors.ts';
export type { BrewpullEvent, EventSink } from './core/events.ts';
export type { WantedVersion } from './core/wanted-version.ts';
export {
  formatAskedFormula,
  parseAskedFormula,
  type AskedFormula,
} from './history/tap/asked-formula.ts';
export type { NearBottle } from './history/answers/nearest-bottles.ts';
export type { HistoryPlace } from './history/state/bottle-span.ts';
export type { MacosRelease } from './core/macos.ts';
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
export {
  formatTarget,
  parseTarget,
  parseTargetTag,
  type Target,
  type TargetArch,
  type TargetWords,
} from './core/target.ts';
export { compareVersions } from './core/version.ts';
export { openBrewpull, type BrewpullLibrary, type LibraryOptions } from './workspace/library.ts';
export type { ReadyFile } from './history/ruby/ready-file.ts';
export type { ProvenanceOptions } from './bottle/obtain/provenance-options.ts';
export type { BrewpullOptions, PullRequest } from './workspace/options.ts';
export type { BottleRequest } from './bottle/resolve/bottle-request.ts';
export type { TapClone } from './workspace/histories/tap-clone.ts';
export type { Destination } from './bottle/place/destination.ts';
export type {
  FailedPull,
  PlannedBottle,
  PulledBottle,
  PulledPrebuilt,
  PullOutcome,
  ServedSize,
} from './bottle/obtain/pulled-bottle.ts';
export type {
  AnswerNote,
  AnswerSource,
  AskedVersion,
  BottleOrigin,
  DroppedBy,
  FailedResolution,
  FoundBottle,
  IntroducedBy,
  MissedVersion,
  NoBottle,
  NotAFormula,
  RegistryPlace,
  Resolution,
  ToldBottle,
} from './bottle/resolve/resolution.ts';
