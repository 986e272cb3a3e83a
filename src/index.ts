export { isDigest, isHex, type Digest, type Hex } from './core/digest.ts';
export { BrewpullError, type ErrorCode } from './core/errors.ts';
export type { BrewpullEvent, EventSink } from './core/events.ts';
export type { HistoryPlace } from './core/bottle-span.ts';
export type { MacosRelease } from './core/macos.ts';
export type {
  BottleReceipt,
  HistoryFile,
  ImageReceipt,
  Receipt,
  ReceiptArtifact,
  ReceiptConnection,
  ReceiptNetwork,
  ReceiptProjectFile,
} from './core/receipt.ts';
export {
  formatTarget,
  parseTarget,
  parseTargetTag,
  type Target,
  type TargetArch,
  type TargetWords,
} from './core/target.ts';
export { compareVersions } from './core/version.ts';
export {
  openBrewpull,
  type BrewpullLibrary,
  type LibraryOptions,
} from './usecases/brewpull/library.ts';
export type { ReadyFile } from './formula/ruby/ready-file.ts';
export type { ProvenanceOptions } from './usecases/provenance/provenance-options.ts';
export type { BottleRequest, BrewpullOptions } from './usecases/brewpull/options.ts';
export type { TapClone } from './usecases/brewpull/tap-clone.ts';
export type { Destination } from './usecases/pull/pull-bottle.ts';
export type {
  FailedPull,
  PlannedBottle,
  PulledBottle,
  PulledPrebuilt,
  PullOutcome,
  ServedSize,
} from './usecases/pull/pulled-bottle.ts';
export type {
  AnswerNote,
  BottleOrigin,
  Drop,
  FailedResolution,
  FoundBottle,
  HistoryRecord,
  NoBottle,
  NotAFormula,
  RegistryPlace,
  Resolution,
} from './usecases/resolve/resolution.ts';
