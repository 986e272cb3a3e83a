import { InvalidFileError } from '../core/errors.ts';

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
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return json;
  } catch (error) {
    throw new InvalidFileError(`${file.what} is not JSON`, { cause: error, hint: file.hint });
  }
}
