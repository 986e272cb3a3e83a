import type { ImageInspectOutput, ImageListOutput, ImageOutput } from './image/image-output.ts';
import type { BundleInspectOutput } from './bundle-inspect/bundle-inspect-output.ts';
import type { BundleOutput } from './bundle/bundle-output.ts';
import type { LockOutput } from './lock/lock-output.ts';
import type {
  AtlasExportOutput,
  AtlasFetchOutput,
  AtlasInfoOutput,
  AtlasMergeOutput,
  AtlasPushOutput,
} from './atlas/atlas-output-schema.ts';
import type { AtlasVerifyOutput } from './atlas/atlas-verify-schema.ts';
import type { CacheCleanOutput, CacheOutput } from './cache/cache-output-schema.ts';
import type { DoctorOutput } from './doctor/doctor-output.ts';
import type { ErrorOutput } from './parts/error-output.ts';
import type { PlanOutput } from './plan/plan-output.ts';
import type { PullOutput } from './pull/pull-output.ts';
import type { PushOutput } from './push/push-output.ts';
import type { ResolveOutput } from './resolve/resolve-output.ts';
import type { ServeOutput } from './serve/serve-output.ts';
import type { CompletionOutput, ScriptOutput } from './scripts/scripts-output-schema.ts';

/** What commands answer with `--json`, after `schemaVersion`, by the name of its schema. */
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
  readonly history: object;
  readonly 'history-vulns': object;
  readonly 'history-explain': object;
  readonly coverage: object;
  readonly compare: object;
  readonly 'receipt-sign': object;
  readonly 'receipt-verify': object;
  readonly 'receipt-text': object;
  readonly diff: object;
  readonly vulns: object;
  readonly 'vulns-update': object;
  readonly verify: object;
  readonly sync: object;
  readonly 'sync-dry-run': object;
  readonly push: PushOutput;
  readonly mirror: object;
  readonly 'mirror-dry-run': object;
  readonly 'mirror-split': object;
  readonly 'mirror-join': object;
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
  readonly sbom: object;
}

/** The name of an answer's schema. */
export type OutputName = keyof Outputs;

/** The answers in which a field changed its name or its meaning, and how often plus one; all others are in their first version. */
const VERSIONS: Partial<Readonly<Record<OutputName, number>>> = {
  resolve: 2,
  pull: 2,
  serve: 2,
  plan: 2,
  lock: 2,
  bundle: 2,
  'bundle-inspect': 2,
  'atlas-export': 2,
  'atlas-info': 2,
  'atlas-merge': 2,
  'atlas-fetch': 2,
  'atlas-push': 2,
  doctor: 2,
};

/** Gives the `schemaVersion` of an answer. It rises where a field changes its name or its meaning, not where one is added. */
export function schemaVersionOf(name: OutputName): number {
  return VERSIONS[name] ?? 1;
}
