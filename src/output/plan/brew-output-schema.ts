import * as v from 'valibot';

import { Count, Sha256Text } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { BrewOutput } from './brew-output.ts';

/** See {@link BrewOutput}. */
export const BrewSchema = schemaOf<BrewOutput>()(
  v.object({
    tag: v.string(),
    date: v.string(),
    commit: v.string(),
    tree: v.string(),
    needsTools: v.boolean(),
    source: v.nullable(
      v.object({
        from: v.picklist(['cache', 'git', 'archive']),
        sha256: Sha256Text,
        sizeBytes: Count,
      }),
    ),
    ruby: v.object({
      version: v.string(),
      bottleTag: v.string(),
      repository: v.string(),
      sha256: Sha256Text,
      sizeBytes: v.nullable(Count),
      witnesses: v.nullable(v.array(v.picklist(['registry', 'history']))),
    }),
    isInTable: v.boolean(),
    withoutTools: v.nullable(v.string()),
    unknownWords: v.array(v.string()),
    reasonCode: v.picklist(['named', 'newest', 'words', 'lock']),
    reason: v.string(),
    notes: v.array(v.string()),
  }),
);
