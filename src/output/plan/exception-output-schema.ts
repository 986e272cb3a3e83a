import * as v from 'valibot';

import { ErrorCodeSchema } from '../parts/parts-schema.ts';
import { schemaOf } from '../schema/output-schema.ts';
import type { PlanExceptionOutput } from './exception-output.ts';

function exception<const Code extends string, Facts extends v.ObjectEntries>(
  code: Code,
  facts: Facts,
) {
  return v.object({
    formula: v.nullable(v.string()),
    code: v.literal(code),
    facts: v.object(facts),
    message: v.string(),
  });
}

/** See {@link PlanExceptionOutput}. */
export const PlanExceptionSchema = schemaOf<PlanExceptionOutput>()(
  v.variant('code', [
    exception('not-one-commit', {
      cause: v.picklist(['none', 'no-history']),
      tap: v.nullable(v.string()),
      formulae: v.array(v.string()),
    }),
    exception('version-asked', { pkgVersion: v.string() }),
    exception('perhaps-needed', { dependency: v.string() }),
    exception('unconfirmed', { error: ErrorCodeSchema }),
    exception('left-out', { error: ErrorCodeSchema }),
    exception('installed', { pkgVersion: v.string() }),
    exception('other-version', {
      neededBy: v.string(),
      builtAgainst: v.string(),
      pkgVersion: v.string(),
    }),
    exception('record-only', { dependency: v.string(), builtAgainst: v.string() }),
    exception('no-record', { from: v.nullable(v.picklist(['formula', 'bottle'])) }),
    exception('lock-replaced', { locked: v.string(), pkgVersion: v.string() }),
    exception('lock-kept', { pkgVersion: v.string(), newer: v.string() }),
    exception('dropped-earlier', {
      dropped: v.string(),
      neededBy: v.string(),
      built: v.string(),
    }),
  ]),
);
