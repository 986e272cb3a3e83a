import * as v from 'valibot';

import { ImageInspectSchema, ImageListSchema, ImageSchema } from './image/image-output-schema.ts';
import type { OutputName, Outputs } from './outputs.ts';
import { ErrorSchema } from './parts/parts-schema.ts';
import { PullSchema } from './pull/pull-output-schema.ts';
import { PushSchema } from './push/push-output-schema.ts';
import { ResolveSchema } from './resolve/resolve-output-schema.ts';
import { ServeSchema } from './serve/serve-output-schema.ts';

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
};
