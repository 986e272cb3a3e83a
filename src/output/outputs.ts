import type {
  AtlasExportOutput,
  AtlasFetchOutput,
  AtlasInfoOutput,
  AtlasMergeOutput,
  AtlasPushOutput,
} from './atlas/atlas-output-schema.ts';
import type { AtlasVerifyOutput } from './atlas/atlas-verify-schema.ts';
import type { BundleInspectOutput } from './bundle-inspect/bundle-inspect-output.ts';
import type { BundleOutput } from './bundle/bundle-output.ts';
import type { CacheCleanOutput, CacheOutput } from './cache/cache-output-schema.ts';
import type { CompareOutput } from './compare/compare-output.ts';
import type { CoverageOutput } from './coverage/coverage-output.ts';
import type { DiffOutput } from './diff/diff-output.ts';
import type { DoctorOutput } from './doctor/doctor-output.ts';
import type { HistoryExplainOutput } from './history/history-explain-output.ts';
import type { HistoryOutput } from './history/history-output.ts';
import type { HistoryVulnsOutput } from './history/history-vulns-output.ts';
import type { ImageInspectOutput, ImageListOutput, ImageOutput } from './image/image-output.ts';
import type { LockOutput } from './lock/lock-output.ts';
import type { MirrorJoinOutput, MirrorSplitOutput } from './mirror/media-output-schema.ts';
import type { MirrorDryRunOutput } from './mirror/mirror-dry-run-output.ts';
import type { MirrorOutput } from './mirror/mirror-output.ts';
import type { ErrorOutput } from './parts/error-output.ts';
import type { PlanOutput } from './plan/plan-output.ts';
import type { PullOutput } from './pull/pull-output.ts';
import type { PushOutput } from './push/push-output.ts';
import type {
  ReceiptSignOutput,
  ReceiptTextOutput,
  ReceiptVerifyOutput,
} from './receipt/receipt-output-schema.ts';
import type { ResolveOutput } from './resolve/resolve-output.ts';
import type { SbomOutput } from './sbom/sbom-output.ts';
import type { CompletionOutput, ScriptOutput } from './scripts/scripts-output-schema.ts';
import type { ServeOutput } from './serve/serve-output.ts';
import type { SyncOutput, SyncPlanOutput } from './sync/sync-output.ts';
import type { VerifyOutput } from './verify/verify-output.ts';
import type { VulnsUpdateOutput } from './vulns/vulns-output-schema.ts';
import type { VulnsOutput } from './vulns/vulns-output.ts';

/** What commands print with `--json`, apart from `schemaVersion`, by the name of the schema. */
export interface Outputs {
  readonly error: { readonly error: ErrorOutput };
  readonly version: { readonly name: string; readonly version: string };
  readonly resolve: ResolveOutput;
  readonly pull: PullOutput;
  readonly plan: PlanOutput;
  readonly lock: LockOutput;
  readonly bundle: BundleOutput;
  readonly 'bundle-inspect': BundleInspectOutput;
  readonly image: ImageOutput;
  readonly 'image-list': ImageListOutput;
  readonly 'image-inspect': ImageInspectOutput;
  readonly history: HistoryOutput;
  readonly 'history-vulns': HistoryVulnsOutput;
  readonly 'history-explain': HistoryExplainOutput;
  readonly coverage: CoverageOutput;
  readonly compare: CompareOutput;
  readonly 'receipt-sign': ReceiptSignOutput;
  readonly 'receipt-verify': ReceiptVerifyOutput;
  readonly 'receipt-text': ReceiptTextOutput;
  readonly diff: DiffOutput;
  readonly vulns: VulnsOutput;
  readonly 'vulns-update': VulnsUpdateOutput;
  readonly verify: VerifyOutput;
  readonly sync: SyncOutput;
  readonly 'sync-dry-run': SyncPlanOutput;
  readonly push: PushOutput;
  readonly mirror: MirrorOutput;
  readonly 'mirror-dry-run': MirrorDryRunOutput;
  readonly 'mirror-split': MirrorSplitOutput;
  readonly 'mirror-join': MirrorJoinOutput;
  readonly serve: ServeOutput;
  readonly 'atlas-export': AtlasExportOutput;
  readonly 'atlas-info': AtlasInfoOutput;
  readonly 'atlas-merge': AtlasMergeOutput;
  readonly 'atlas-verify': AtlasVerifyOutput;
  readonly 'atlas-fetch': AtlasFetchOutput;
  readonly 'atlas-push': AtlasPushOutput;
  readonly doctor: DoctorOutput;
  readonly cache: CacheOutput;
  readonly 'cache-clean': CacheCleanOutput;
  readonly completion: CompletionOutput;
  readonly probe: ScriptOutput;
  readonly 'offline-brew': ScriptOutput;
  readonly sbom: SbomOutput;
}

/** The name of an output's schema. */
export type OutputName = keyof Outputs;

/** The versions of outputs in which a field changed its name or meaning: 1 plus the number of changes. All others are at 1. */
const VERSIONS: Partial<Readonly<Record<OutputName, number>>> = {
  resolve: 2,
  pull: 2,
  plan: 2,
  lock: 2,
  bundle: 2,
  'bundle-inspect': 2,
  history: 2,
  'history-vulns': 2,
  'history-explain': 2,
  coverage: 2,
  'receipt-text': 2,
  diff: 2,
  vulns: 2,
  sync: 2,
  'sync-dry-run': 2,
  mirror: 2,
  'mirror-dry-run': 2,
  serve: 2,
  'atlas-export': 2,
  'atlas-info': 2,
  'atlas-merge': 2,
  'atlas-fetch': 2,
  'atlas-push': 2,
  doctor: 2,
};

/** Returns the `schemaVersion` of an output. It rises when a field changes its name or meaning, not when one is added. */
export function schemaVersionOf(name: OutputName): number {
  return VERSIONS[name] ?? 1;
}
