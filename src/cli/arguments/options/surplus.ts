import { UsageError } from '../../../core/errors.ts';
import { quoteForShell } from '../../../core/quote-for-shell.ts';
import type { Command } from '../../command.ts';

/** Refuses more words than a command, or one of its actions, takes. Throws {@link UsageError} with the line without them. */
export function refuseSurplus(
  { name, positionals }: Pick<Command, 'name' | 'positionals'>,
  words: readonly string[],
): void {
  if (positionals.includes('...')) return;
  const taken = [...positionals.matchAll(/[<[][^>\]]+[>\]]/g)].map(([word]) => word);
  const [surplus] = words.slice(taken.length);
  if (surplus === undefined) return;
  const line = ['brewpull', name, ...words.slice(0, taken.length).map(quoteForShell)].join(' ');
  const takes = taken.length === 0 ? 'no names or files' : `only ${taken.join(' ')}`;
  throw new UsageError(`${name} takes ${takes}, so ${surplus} is one word too many`, {
    hint: `Run ${line}; brewpull help ${name.split(' ')[0]} says what it takes.`,
  });
}
