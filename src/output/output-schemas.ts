import * as v from 'valibot';

import type { OutputName, Outputs } from './outputs.ts';
import { ErrorSchema } from './parts/parts-schema.ts';
import { PullSchema } from './pull/pull-output-schema.ts';
import { ResolveSchema } from './resolve/resolve-output-schema.ts';

/** The schema of every answer, without its `schemaVersion`. */
export const OUTPUT_SCHEMAS: {
  readonly [Name in OutputName]?: v.GenericSchema<unknown, Outputs[Name]>;
} = {
  error: v.object({ error: ErrorSchema }),
  version: v.object({ name: v.string(), version: v.string() }),
  resolve: ResolveSchema,
  pull: PullSchema,
};
