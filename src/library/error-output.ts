import { toErrorJson } from '../cli/render/error-json.ts';
import type { BrewpullError } from '../core/errors.ts';
import type { ErrorOutput } from '../output/parts/error-output.ts';

/** Gives a failure as `--json` writes it: plain data, with the next step where the error itself has none. */
export function toErrorOutput(error: BrewpullError): ErrorOutput {
  return toErrorJson(error);
}
