import { OPTION_GROUPS } from '../../../arguments/options/option-groups.ts';
import { optionSpec, type OptionName } from '../../../arguments/options/options.ts';
import type { Command, CommandAction } from '../../../command.ts';
import { scanLine } from '../../../first-word/scan-line.ts';
import type { OfferedWord } from './offer.ts';
import type { TypedPlace, UnfinishedLine } from './typed-place.ts';

const HELP: OfferedWord = { value: '--help', about: 'show help' };
const VERSION: OfferedWord = { value: '--version', about: "show brewpull's version" };

/** Lists the options that may come next: those of the command, without those that are there and can be there only once. */
export function listOptions(
  { before, word }: UnfinishedLine,
  { command, isNamed }: Omit<TypedPlace & { readonly kind: 'option' }, 'kind'>,
): readonly OfferedWord[] {
  const line = scanLine(before);
  if (line.words[0] === 'help') return [{ value: '--all', about: 'show every option' }];
  const given = new Set(line.pieces.flatMap(({ known }) => known ?? []));
  const options = optionsOf(command, line.words).filter((name) => mayFollow(name, given));
  const long = options.map((name) => ({ value: `--${name}`, about: optionSpec(name).summary }));
  const short = word.startsWith('--') ? [] : options.flatMap(shortForm);
  return [...short, ...long, HELP, ...(isNamed ? [] : [VERSION])];
}

/** Gives the action that a line names, where the command has actions. */
export function actionOf(
  { actions = [] }: Command,
  name: string | undefined,
): CommandAction | undefined {
  return actions.find((action) => action.name === name);
}

function optionsOf(command: Command, words: readonly string[]): readonly OptionName[] {
  const own = actionOf(command, words[1])?.options;
  if (own === undefined) return command.options;
  const taken = new Set<OptionName>([...own, ...OPTION_GROUPS.common]);
  return command.options.filter((name) => taken.has(name));
}

function mayFollow(name: OptionName, given: ReadonlySet<OptionName>): boolean {
  const { type } = optionSpec(name);
  return type === 'list' || type === 'count' || !given.has(name);
}

function shortForm(name: OptionName): readonly OfferedWord[] {
  const { alias, summary } = optionSpec(name);
  return alias === undefined ? [] : [{ value: `-${alias}`, about: summary }];
}
