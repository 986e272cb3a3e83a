import * as v from 'valibot';
import {
  AtlasExportSchema,
  AtlasFetchSchema,
  AtlasInfoSchema,
  AtlasMergeSchema,
  AtlasPushSchema,
} from './atlas/atlas-output-schema.ts';
import { AtlasVerifySchema } from './atlas/atlas-verify-schema.ts';
import { BundleInspectSchema } from './bundle-inspect/bundle-inspect-output-schema.ts';
import { BundleSchema } from './bundle/bundle-output-schema.ts';
import { CacheCleanSchema, CacheSchema } from './cache/cache-output-schema.ts';
import { CompareSchema } from './compare/compare-output-schema.ts';
import { CoverageSchema } from './coverage/coverage-output-schema.ts';
import { DiffSchema } from './diff/diff-output-schema.ts';
import { DoctorSchema } from './doctor/doctor-output-schema.ts';
import { HistoryExplainSchema } from './history/history-explain-output-schema.ts';
import { HistorySchema } from './history/history-output-schema.ts';
import { HistoryVulnsSchema } from './history/history-vulns-output-schema.ts';
import { ImageInspectSchema, ImageListSchema, ImageSchema } from './image/image-output-schema.ts';
import { LockSchema } from './lock/lock-output-schema.ts';
import { MirrorJoinSchema, MirrorSplitSchema } from './mirror/media-output-schema.ts';
import { MirrorDryRunSchema, MirrorSchema } from './mirror/mirror-output-schema.ts';
import type { OutputName, Outputs } from './outputs.ts';
import { ErrorSchema } from './parts/parts-schema.ts';
import { PlanSchema } from './plan/plan-output-schema.ts';
import { PullSchema } from './pull/pull-output-schema.ts';
import { PushSchema } from './push/push-output-schema.ts';
import {
  ReceiptSignSchema,
  ReceiptTextSchema,
  ReceiptVerifySchema,
} from './receipt/receipt-output-schema.ts';
import { ResolveSchema } from './resolve/resolve-output-schema.ts';
import { SbomSchema } from './sbom/sbom-output-schema.ts';
import { CompletionSchema, ScriptSchema } from './scripts/scripts-output-schema.ts';
import { ServeSchema } from './serve/serve-output-schema.ts';
import { SyncPlanSchema, SyncSchema } from './sync/sync-output-schema.ts';
import { VerifySchema } from './verify/verify-output-schema.ts';
import { VulnsSchema, VulnsUpdateSchema } from './vulns/vulns-output-schema.ts';

/** The schema of every output, without its `schemaVersion`. */
export const OUTPUT_SCHEMAS: {
  readonly [Name in OutputName]: v.GenericSchema<unknown, Outputs[Name]>;
} = {
  error: v.object({ error: ErrorSchema }),
  version: v.object({ name: v.string(), version: v.string() }),
  resolve: ResolveSchema,
  pull: PullSchema,
  plan: PlanSchema,
  lock: LockSchema,
  bundle: BundleSchema,
  'bundle-inspect': BundleInspectSchema,
  image: ImageSchema,
  'image-list': ImageListSchema,
  'image-inspect': ImageInspectSchema,
  history: HistorySchema,
  'history-vulns': HistoryVulnsSchema,
  'history-explain': HistoryExplainSchema,
  coverage: CoverageSchema,
  compare: CompareSchema,
  'receipt-sign': ReceiptSignSchema,
  'receipt-verify': ReceiptVerifySchema,
  'receipt-text': ReceiptTextSchema,
  diff: DiffSchema,
  vulns: VulnsSchema,
  'vulns-update': VulnsUpdateSchema,
  verify: VerifySchema,
  sync: SyncSchema,
  'sync-dry-run': SyncPlanSchema,
  push: PushSchema,
  mirror: MirrorSchema,
  'mirror-dry-run': MirrorDryRunSchema,
  'mirror-split': MirrorSplitSchema,
  'mirror-join': MirrorJoinSchema,
  serve: ServeSchema,
  'atlas-export': AtlasExportSchema,
  'atlas-info': AtlasInfoSchema,
  'atlas-merge': AtlasMergeSchema,
  'atlas-verify': AtlasVerifySchema,
  'atlas-fetch': AtlasFetchSchema,
  'atlas-push': AtlasPushSchema,
  doctor: DoctorSchema,
  cache: CacheSchema,
  'cache-clean': CacheCleanSchema,
  completion: CompletionSchema,
  probe: ScriptSchema,
  'offline-brew': ScriptSchema,
  sbom: SbomSchema,
};
