import * as v from 'valibot';

import type { Frozen } from '../schema/output-schema.ts';

/** The output of `brewpull completion`. */
export const CompletionSchema = v.object({
  shell: v.picklist(['bash', 'zsh', 'fish']),
  script: v.string(),
});
/** See {@link CompletionSchema}. */
export type CompletionOutput = Frozen<v.InferOutput<typeof CompletionSchema>>;

/** The output of `brewpull probe` and `brewpull offline-brew`. */
export const ScriptSchema = v.object({ script: v.string() });
/** See {@link ScriptSchema}. */
export type ScriptOutput = Frozen<v.InferOutput<typeof ScriptSchema>>;
