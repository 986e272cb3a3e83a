import * as v from 'valibot';

import type { Frozen } from '../schema/output-schema.ts';

/** What `brewpull completion` answers. */
export const CompletionSchema = v.object({
  shell: v.picklist(['bash', 'zsh', 'fish']),
  script: v.string(),
});
/** See {@link CompletionSchema}. */
export type CompletionOutput = Frozen<v.InferOutput<typeof CompletionSchema>>;

/** What `brewpull probe` and `brewpull offline-brew` answer. */
export const ScriptSchema = v.object({ script: v.string() });
/** See {@link ScriptSchema}. */
export type ScriptOutput = Frozen<v.InferOutput<typeof ScriptSchema>>;
