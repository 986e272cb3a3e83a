import * as v from 'valibot';

import type { OutputName, Outputs } from './outputs.ts';
import { DiffSchema } from './diff/diff-output-schema.ts';
import { MirrorJoinSchema, MirrorSplitSchema } from './mirror/media-output-schema.ts';
import { MirrorDryRunSchema, MirrorSchema } from './mirror/mirror-output-schema.ts';
import { ErrorSchema } from './parts/parts-schema.ts';
import { PullSchema } from './pull/pull-output-schema.ts';
import {
  ReceiptSignSchema,
  ReceiptTextSchema,
  ReceiptVerifySchema,
} from './receipt/receipt-output-schema.ts';
import { ResolveSchema } from './resolve/resolve-output-schema.ts';
import { SbomSchema } from './sbom/sbom-output-schema.ts';
import { SyncPlanSchema, SyncSchema } from './sync/sync-output-schema.ts';
import { VulnsSchema, VulnsUpdateSchema } from './vulns/vulns-output-schema.ts';

/** The schema of every answer, without its `schemaVersion`. */
export const OUTPUT_SCHEMAS: {
  readonly [Name in OutputName]?: v.GenericSchema<unknown, Outputs[Name]>;
} = {
  error: v.object({ error: ErrorSchema }),
  version: v.object({ name: v.string(), version: v.string() }),
  resolve: ResolveSchema,
  pull: PullSchema,
  'receipt-sign': ReceiptSignSchema,
  'receipt-verify': ReceiptVerifySchema,
  'receipt-text': ReceiptTextSchema,
  diff: DiffSchema,
  vulns: VulnsSchema,
  'vulns-update': VulnsUpdateSchema,
  sync: SyncSchema,
  'sync-dry-run': SyncPlanSchema,
  mirror: MirrorSchema,
  'mirror-dry-run': MirrorDryRunSchema,
  'mirror-split': MirrorSplitSchema,
  'mirror-join': MirrorJoinSchema,
  sbom: SbomSchema,
};
