import { optionSpec, wordOf, type OptionName } from '../../../arguments/options/options.ts';
import type { Command } from '../../../command.ts';
import { withOwnWords } from '../../../first-word/own-words.ts';
import { scanLine } from '../../../first-word/scan-line.ts';
import { actionOf, optionsOfAction } from '../../../help/action-topic.ts';
import type { OfferedWord } from './offer.ts';
import type { TypedPlace, UnfinishedLine } from './typed-place.ts';

const HELP: OfferedWord = { value: '--help', about: 'show help' };
const VERSION: OfferedWord = { value: '--version', about: "show brewpull's version" };

/** Lists the options that may come next: those of the command, except for those already given that may be given only once. */
export function listOptions(
  { before, word }: UnfinishedLine,
  { command, isNamed }: Omit<TypedPlace & { readonly kind: 'option' }, 'kind'>,
): readonly OfferedWord[] {
  const line = scanLine(withOwnWords(before, [command]));
  if (line.words[0] === 'help') return [{ value: '--all', about: 'show every option' }];
  const given = new Set(line.pieces.flatMap(({ known }) => known ?? []));
  const options = optionsOf(command, line.words).filter((name) => mayFollow(name, given));
  const long = options.map((name) => ({
    value: `--${wordOf(name)}`,
    about: optionSpec(name).summary,
  }));
  const short = word.startsWith('--') ? [] : options.flatMap(shortForm);
  return [...short, ...long, HELP, ...(isNamed ? [] : [VERSION])];
}

function optionsOf(command: Command, words: readonly string[]): readonly OptionName[] {
  const action = actionOf(command, words[1]);
  return action === undefined ? command.options : optionsOfAction(command, action);
}

function mayFollow(name: OptionName, given: ReadonlySet<OptionName>): boolean {
  const { type } = optionSpec(name);
  return type === 'list' || type === 'count' || !given.has(name);
}

function shortForm(name: OptionName): readonly OfferedWord[] {
  const { alias, summary } = optionSpec(name);
  return alias === undefined ? [] : [{ value: `-${alias}`, about: summary }];
}
