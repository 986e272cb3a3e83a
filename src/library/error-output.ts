import { toErrorJson } from '../cli/render/error-json.ts';
import type { BrewpullError } from '../core/errors.ts';
import type { ErrorOutput } from '../output/parts/error-output.ts';

/** Returns a failure as `--json` prints it: plain data, with a next step if the error itself has none. */
export function toErrorOutput(error: BrewpullError): ErrorOutput {
  return toErrorJson(error);
}
