import type { BundleInspectOutput } from './bundle-inspect/bundle-inspect-output.ts';
import type { BundleOutput } from './bundle/bundle-output.ts';
import type { LockOutput } from './lock/lock-output.ts';
import type { CompareOutput } from './compare/compare-output.ts';
import type { CoverageOutput } from './coverage/coverage-output.ts';
import type { HistoryExplainOutput } from './history/history-explain-output.ts';
import type { HistoryOutput } from './history/history-output.ts';
import type { HistoryVulnsOutput } from './history/history-vulns-output.ts';
import type { ErrorOutput } from './parts/error-output.ts';
import type { PlanOutput } from './plan/plan-output.ts';
import type { PullOutput } from './pull/pull-output.ts';
import type { ResolveOutput } from './resolve/resolve-output.ts';
import type { VerifyOutput } from './verify/verify-output.ts';

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
  readonly image: object;
  readonly 'image-list': object;
  readonly 'image-inspect': object;
  readonly history: HistoryOutput;
  readonly 'history-vulns': HistoryVulnsOutput;
  readonly 'history-explain': HistoryExplainOutput;
  readonly coverage: CoverageOutput;
  readonly compare: CompareOutput;
  readonly 'receipt-sign': object;
  readonly 'receipt-verify': object;
  readonly 'receipt-text': object;
  readonly diff: object;
  readonly vulns: object;
  readonly 'vulns-update': object;
  readonly verify: VerifyOutput;
  readonly sync: object;
  readonly 'sync-dry-run': object;
  readonly push: object;
  readonly mirror: object;
  readonly 'mirror-dry-run': object;
  readonly 'mirror-split': object;
  readonly 'mirror-join': object;
  readonly serve: object;
  readonly 'atlas-export': object;
  readonly 'atlas-info': object;
  readonly 'atlas-merge': object;
  readonly 'atlas-verify': object;
  readonly 'atlas-fetch': object;
  readonly 'atlas-push': object;
  readonly doctor: object;
  readonly cache: object;
  readonly 'cache-clean': object;
  readonly completion: object;
  readonly probe: object;
  readonly 'offline-brew': object;
  readonly sbom: object;
}

/** The name of an answer's schema. */
export type OutputName = keyof Outputs;

/** The answers in which a field changed its name or its meaning, and how often plus one; all others are in their first version. */
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
};

/** Gives the `schemaVersion` of an answer. It rises where a field changes its name or its meaning, not where one is added. */
export function schemaVersionOf(name: OutputName): number {
  return VERSIONS[name] ?? 1;
}
