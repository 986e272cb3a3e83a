import { InvalidFileError } from '../core/errors.ts';
import { isTooDeep } from './json-depth.ts';

/**
 * Parses a JSON file of at most `limitBytes` that must be UTF-8. Throws {@link InvalidFileError} with the hint;
 * `what` names the file.
 */
export function readJsonFile(
  bytes: Uint8Array,
  file: { readonly what: string; readonly limitBytes: number; readonly hint: string },
): unknown {
  if (bytes.length > file.limitBytes) {
    throw new InvalidFileError(
      `${file.what} has ${bytes.length} bytes; at most ${file.limitBytes} are read`,
      { hint: file.hint },
    );
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!isTooDeep(text)) {
      const json: unknown = JSON.parse(text);
      return json;
    }
  } catch (error) {
    throw new InvalidFileError(`${file.what} is not JSON`, { cause: error, hint: file.hint });
  }
  throw new InvalidFileError(`${file.what} is nested deeper than any honest file`, {
    hint: file.hint,
  });
}
