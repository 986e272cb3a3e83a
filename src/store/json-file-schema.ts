import * as v from 'valibot';
import { InvalidFileError } from '../core/errors.ts';

/** Parses the JSON of a file. Throws {@link InvalidFileError}; `name` names the file in messages. */
export function parseJsonFile<const S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array,
  name: string,
): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InvalidFileError(`${name} is not JSON`, { cause: error });
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new InvalidFileError(`${name} has a bad ${v.getDotPath(result.issues[0]) ?? 'document'}`);
}
