import { CORE_TAP, parseFormulaRef } from '../../history/tap/formula-ref.ts';
import type { Arguments } from './arguments.ts';

/** Reads `--tap`, homebrew-core without it. Throws `UsageError`. */
export function readTap(args: Arguments): string {
  const said = args.text('tap');
  return said === undefined ? CORE_TAP : parseFormulaRef(`${said}/any`).tap;
}
