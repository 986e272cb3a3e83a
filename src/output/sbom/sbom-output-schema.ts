import * as v from 'valibot';

import { Count } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { SbomOutput } from './sbom-output.ts';

/** See {@link SbomOutput}. */
export const SbomSchema = schemaOf<SbomOutput>()(
  v.object({
    path: v.string(),
    format: v.picklist(['spdx', 'cyclonedx']),
    bottles: Count,
    warnings: v.array(
      v.object({
        code: v.picklist([
          'formula-missing',
          'formula-unreadable',
          'bottle-missing',
          'sbom-unreadable',
          'sbom-too-large',
          'index-unreadable',
          'supplement-unreadable',
          'sources-disagree',
        ]),
        file: v.string(),
        message: v.string(),
      }),
    ),
  }),
);
