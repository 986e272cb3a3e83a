import { InvalidFileError, RegistryResponseError } from '../../core/errors.ts';
import type { JsonDocument } from '../../json/read-json.ts';

/** What a registry or another server sent: `RegistryResponseError` says what is wrong with it. */
export function servedJson(what: string): JsonDocument {
  return { what, error: RegistryResponseError };
}

/** Parses a served document that is in a file now: throws `InvalidFileError` where `parse` throws `RegistryResponseError`. */
export function parseKept<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RegistryResponseError)) throw error;
    throw new InvalidFileError(error.message, { cause: error, hint: error.hint });
  }
}
