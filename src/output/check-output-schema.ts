import * as v from 'valibot';

import { OUTPUT_SCHEMAS } from './output-schemas.ts';
import type { OutputName, Outputs } from './outputs.ts';

/** Gives an answer its type, without `schemaVersion`. Throws an `Error` where it is not what its schema says: a bug. */
export function checkOutput<Name extends OutputName>(name: Name, json: unknown): Outputs[Name] {
  const schema: v.GenericSchema<unknown, Outputs[Name]> = OUTPUT_SCHEMAS[name];
  return v.parse(schema, json);
}
