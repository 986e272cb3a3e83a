import * as v from 'valibot';

import { ImageInspectSchema, ImageListSchema, ImageSchema } from './image/image-output-schema.ts';
import { BundleInspectSchema } from './bundle-inspect/bundle-inspect-output-schema.ts';
import { BundleSchema } from './bundle/bundle-output-schema.ts';
import { LockSchema } from './lock/lock-output-schema.ts';
import {
  AtlasExportSchema,
  AtlasFetchSchema,
  AtlasInfoSchema,
  AtlasMergeSchema,
  AtlasPushSchema,
} from './atlas/atlas-output-schema.ts';
import { AtlasVerifySchema } from './atlas/atlas-verify-schema.ts';
import { CacheCleanSchema, CacheSchema } from './cache/cache-output-schema.ts';
import { DoctorSchema } from './doctor/doctor-output-schema.ts';
import type { OutputName, Outputs } from './outputs.ts';
import { ErrorSchema } from './parts/parts-schema.ts';
import { PlanSchema } from './plan/plan-output-schema.ts';
import { PullSchema } from './pull/pull-output-schema.ts';
import { PushSchema } from './push/push-output-schema.ts';
import { ResolveSchema } from './resolve/resolve-output-schema.ts';
import { ServeSchema } from './serve/serve-output-schema.ts';
import { CompletionSchema, ScriptSchema } from './scripts/scripts-output-schema.ts';

/** The schema of every answer, without its `schemaVersion`. */
export const OUTPUT_SCHEMAS: {
  readonly [Name in OutputName]?: v.GenericSchema<unknown, Outputs[Name]>;
} = {
  error: v.object({ error: ErrorSchema }),
  version: v.object({ name: v.string(), version: v.string() }),
  resolve: ResolveSchema,
  image: ImageSchema,
  'image-list': ImageListSchema,
  'image-inspect': ImageInspectSchema,
  push: PushSchema,
  serve: ServeSchema,
  pull: PullSchema,
  plan: PlanSchema,
  lock: LockSchema,
  bundle: BundleSchema,
  'bundle-inspect': BundleInspectSchema,
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
};
