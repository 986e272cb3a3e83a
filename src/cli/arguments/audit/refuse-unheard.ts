import { UsageError } from '../../../core/errors.ts';
import type { Arguments } from '../options/arguments.ts';
import { wordOf, type OptionName } from '../options/options.ts';

/** Options, and where they do nothing. */
export interface Unheard {
  readonly names: readonly OptionName[];
  /** E.g. `with --dry-run`. */
  readonly where: string;
  readonly hint: string;
}

/**
 * Refuses options that were typed where they do nothing, so that nobody takes silence for an answer. What files and the environment set
 * is for other commands as well, and passes. Throws {@link UsageError}.
 */
export function refuseUnheard(args: Arguments, { names, where, hint }: Unheard): void {
  const typed = names.find((name) => args.strength(name) === 0);
  if (typed === undefined) return;
  throw new UsageError(`--${wordOf(typed)} does nothing ${where}`, { hint });
}
