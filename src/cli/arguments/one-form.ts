import { UsageError } from '../../core/errors.ts';
import type { Arguments } from './options/arguments.ts';
import type { OptionName } from './options/options.ts';

/**
 * Refuses a line that asks for a result in several forms, as all but one would be ignored. Settings from files and the
 * environment may be overruled, so that `--html` works even if they ask for JSON. Throws {@link UsageError}.
 */
export function requireOneForm(args: Arguments, forms: readonly OptionName[]): void {
  const asked = forms.filter((name) => args.strength(name) === 0 && args.text(name) !== 'false');
  const [first, second] = asked;
  if (first === undefined || second === undefined) return;
  throw new UsageError(`--${first} and --${second} are two forms of one answer`, {
    hint: `Run it once with --${first} and once with --${second}.`,
  });
}
