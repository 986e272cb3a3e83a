import { CORE_TAP, parseFormulaRef } from '../../../history/tap/formula-ref.ts';
import type { Arguments } from '../options/arguments.ts';

/** Reads `--tap`; homebrew-core without it. Throws `UsageError`. */
export function readTap(args: Arguments): string {
  const name = args.text('tap');
  return name === undefined ? CORE_TAP : parseFormulaRef(`${name}/any`).tap;
}
