import * as v from 'valibot';

import { OUTPUT_SCHEMAS } from './output-schemas.ts';
import type { OutputName, Outputs } from './outputs.ts';

/** Gives an answer its type, without `schemaVersion`. Throws an `Error` where it is not what its schema says: a bug. */
export function checkOutput<Name extends OutputName>(name: Name, json: unknown): Outputs[Name] {
  const schema: v.GenericSchema<unknown, Outputs[Name]> | undefined = OUTPUT_SCHEMAS[name];
  if (schema === undefined) throw new Error(`Internal error: ${name} has no schema`);
  return v.parse(schema, json);
}
