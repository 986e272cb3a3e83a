import * as v from 'valibot';
import { InvalidFileError } from '../core/errors.ts';
import { isTooDeep } from './json-depth.ts';

/** Parses the JSON of a file. Throws {@link InvalidFileError}; `name` names the file in messages. */
export function parseJsonFile<const S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array,
  name: string,
): v.InferOutput<S> {
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    json = isTooDeep(text) ? undefined : JSON.parse(text);
  } catch (error) {
    throw new InvalidFileError(`${name} is not JSON`, { cause: error });
  }
  if (json === undefined) {
    throw new InvalidFileError(`${name} is nested deeper than any honest file`);
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  throw new InvalidFileError(`${name} has a bad ${v.getDotPath(result.issues[0]) ?? 'document'}`);
}
