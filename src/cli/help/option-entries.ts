import type { OptionSpec } from '../arguments/options/option.ts';
import {
  OPTION_TOPICS,
  optionSpec,
  wordOf,
  type OptionName,
} from '../arguments/options/options.ts';
import type { HelpEntry, HelpSection } from './help-page.ts';

/** Lists options by topic, in the order of the topics; leaves out topics without any. */
export function optionSections(options: readonly OptionName[]): readonly HelpSection[] {
  return OPTION_TOPICS.map(({ title, options: known }) => ({
    title: title === 'General' ? 'General options' : title,
    entries: known.filter((name) => options.includes(name)).map(optionEntry),
  })).filter(({ entries }) => entries.length > 0);
}

/** Returns whether an option is shown only with `--all`. */
export function isRare(name: OptionName): boolean {
  return optionSpec(name).rare === true;
}

/** Returns how an option is typed: `-o, --output PATH`, `--history auto|git|atlas|registry`. */
export function optionTerm(name: OptionName): string {
  const spec = optionSpec(name);
  const short = spec.alias === undefined ? '' : `-${spec.alias}, `;
  const value = valueOf(spec);
  return `${short}--${wordOf(name)}${value === undefined ? '' : ` ${value}`}`;
}

function optionEntry(name: OptionName): HelpEntry {
  const { summary, standard } = optionSpec(name);
  return {
    term: optionTerm(name),
    text: `${summary}${standard === undefined ? '' : ` (default: ${standard})`}`,
  };
}

/** Returns the placeholder for the value, or the values to choose from. */
function valueOf({ type, value = 'VALUE', choices = [] }: OptionSpec): string | undefined {
  if (type === 'flag' || type === 'count') return undefined;
  return choices.length > 1 ? choices.join('|') : value;
}
