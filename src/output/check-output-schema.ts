import * as v from 'valibot';

import { OUTPUT_SCHEMAS } from './output-schemas.ts';
import type { OutputName, Outputs } from './outputs.ts';

/** Returns an output, without `schemaVersion`, as its type. Throws an `Error` if it does not match its schema, which is a bug. */
export function checkOutput<Name extends OutputName>(name: Name, json: unknown): Outputs[Name] {
  const schema: v.GenericSchema<unknown, Outputs[Name]> = OUTPUT_SCHEMAS[name];
  return v.parse(schema, json);
}
