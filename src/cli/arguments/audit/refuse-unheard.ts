import { UsageError } from '../../../core/errors.ts';
import type { Arguments } from '../options/arguments.ts';
import { wordOf, type OptionName } from '../options/options.ts';

/** Options, and the case in which they do nothing. */
export interface Unheard {
  readonly names: readonly OptionName[];
  /** E.g. `with --dry-run`. */
  readonly where: string;
  readonly hint: string;
}

/**
 * Refuses options that were typed but would do nothing, so that nobody mistakes silence for an answer. Options from files and the
 * environment are meant for other commands too, and are let through. Throws {@link UsageError}.
 */
export function refuseUnheard(args: Arguments, { names, where, hint }: Unheard): void {
  const typed = names.find((name) => args.strength(name) === 0);
  if (typed === undefined) return;
  throw new UsageError(`--${wordOf(typed)} does nothing ${where}`, { hint });
}
