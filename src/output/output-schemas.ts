import * as v from 'valibot';

import { BundleInspectSchema } from './bundle-inspect/bundle-inspect-output-schema.ts';
import { BundleSchema } from './bundle/bundle-output-schema.ts';
import { LockSchema } from './lock/lock-output-schema.ts';
import { CompareSchema } from './compare/compare-output-schema.ts';
import { CoverageSchema } from './coverage/coverage-output-schema.ts';
import { HistoryExplainSchema } from './history/history-explain-output-schema.ts';
import { HistorySchema } from './history/history-output-schema.ts';
import { HistoryVulnsSchema } from './history/history-vulns-output-schema.ts';
import type { OutputName, Outputs } from './outputs.ts';
import { ErrorSchema } from './parts/parts-schema.ts';
import { PlanSchema } from './plan/plan-output-schema.ts';
import { PullSchema } from './pull/pull-output-schema.ts';
import { ResolveSchema } from './resolve/resolve-output-schema.ts';
import { VerifySchema } from './verify/verify-output-schema.ts';

/** The schema of every answer, without its `schemaVersion`. */
export const OUTPUT_SCHEMAS: {
  readonly [Name in OutputName]?: v.GenericSchema<unknown, Outputs[Name]>;
} = {
  error: v.object({ error: ErrorSchema }),
  version: v.object({ name: v.string(), version: v.string() }),
  resolve: ResolveSchema,
  pull: PullSchema,
  plan: PlanSchema,
  lock: LockSchema,
  bundle: BundleSchema,
  'bundle-inspect': BundleInspectSchema,
  history: HistorySchema,
  'history-vulns': HistoryVulnsSchema,
  'history-explain': HistoryExplainSchema,
  coverage: CoverageSchema,
  compare: CompareSchema,
  verify: VerifySchema,
};
