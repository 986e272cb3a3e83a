import { InvalidFileError, RegistryResponseError } from '../../core/errors.ts';
import type { JsonDocument } from '../../json/read-json.ts';

/** Describes JSON that a server sent; problems with it throw `RegistryResponseError`. */
export function servedJson(what: string): JsonDocument {
  return { what, error: RegistryResponseError };
}

/** Parses a served document that is now in a file: throws `InvalidFileError` if `parse` throws `RegistryResponseError`. */
export function parseKept<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RegistryResponseError)) throw error;
    throw new InvalidFileError(error.message, { cause: error, hint: error.hint });
  }
}
