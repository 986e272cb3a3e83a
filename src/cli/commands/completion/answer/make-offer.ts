import { unreachable } from '../../../../core/unreachable.ts';
import { optionSpec, type OptionName } from '../../../arguments/options/options.ts';
import type { CommandSet } from '../../../arguments/options/parse.ts';
import type { Command } from '../../../command.ts';
import type { Terminal } from '../../../terminal.ts';
import { listFormulae } from './offer-names.ts';
import { NOTHING, offerWords, type Offer, type OfferedWord } from './offer.ts';
import { filesOfOption, filesOfPlaceholder } from './offered-files.ts';
import { actionOf } from '../../../help/action-topic.ts';
import { listOptions } from './offered-options.ts';
import { offeredValues } from './offered-values.ts';
import type { TypedPlace, UnfinishedLine } from './typed-place.ts';

/** Words that work like commands but are none. */
const MORE_WORDS: readonly OfferedWord[] = [
  { value: 'help', about: 'explain a command' },
  { value: 'version', about: "show brewpull's version" },
];

/** A place in a line, and everything that decides what may come there. */
export interface PlaceInLine {
  readonly place: TypedPlace;
  readonly line: UnfinishedLine;
  readonly set: CommandSet;
}

/**
 * Decides what may come at the end of a line. Words are not yet filtered by what is typed of them, except for names and versions.
 */
export async function makeOffer(
  { place, line, set }: PlaceInLine,
  terminal: Terminal,
): Promise<Offer> {
  switch (place.kind) {
    case 'first':
      return offerFirst(line, set, terminal);
    case 'topic':
      return { kind: 'words', words: commandWords(set) };
    case 'option':
      return { kind: 'words', words: listOptions(line, place) };
    case 'value':
      return offerValue(
        place.option,
        { ...line, word: line.word.slice(place.lead.length) },
        terminal,
      );
    case 'word':
      return offerWord(place, line, terminal);
    case 'unknown':
      return NOTHING;
    default:
      return unreachable(place);
  }
}

/** Offers commands or, if none begins with the word, formulae, because then the user must be typing one. */
async function offerFirst(
  line: UnfinishedLine,
  set: CommandSet,
  terminal: Terminal,
): Promise<Offer> {
  const commands = [...commandWords(set), ...MORE_WORDS];
  if (commands.some(({ value }) => value.startsWith(line.word))) {
    return { kind: 'words', words: commands };
  }
  return offerWord({ command: set.standard, before: [] }, line, terminal);
}

function commandWords({ commands }: CommandSet): readonly OfferedWord[] {
  return commands.map(({ name, summary }) => ({ value: name, about: summary }));
}

async function offerValue(
  option: OptionName,
  line: UnfinishedLine,
  terminal: Terminal,
): Promise<Offer> {
  const values = offeredValues(option);
  if (values !== undefined) return { kind: 'words', words: values };
  if (optionSpec(option).value !== 'NAME') return filesOfOption(option) ?? NOTHING;
  return { kind: 'words', words: await listFormulae(line, { withVersions: false }, terminal) };
}

async function offerWord(
  { command, before }: { readonly command: Command; readonly before: readonly string[] },
  line: UnfinishedLine,
  terminal: Terminal,
): Promise<Offer> {
  const [first] = before;
  const action = actionOf(command, first);
  const { positionals } = action ?? command;
  const rest = action === undefined ? before : before.slice(1);
  if (before.length === 0) {
    const { actions = [], words } = command;
    if (actions.length > 0) {
      const listed = actions.map(({ name, summary }) => ({ value: name, about: summary }));
      return { kind: 'words', words: listed };
    }
    if (words !== undefined) return offerWords(words);
  }
  const placeholder = placeholderAt(positionals, rest.length);
  if (placeholder === undefined) {
    // Only options can follow.
    return line.word === ''
      ? { kind: 'words', words: listOptions({ ...line, word: '--' }, { command, isNamed: true }) }
      : NOTHING;
  }
  const name = placeholder.replace('...', '');
  if (!FORMULA_WORDS.has(name)) return filesOfPlaceholder(name) ?? NOTHING;
  // `history` takes a single formula, and shows all its versions.
  const withVersions = /^formula.*\.\.\.$/.test(placeholder);
  const words = await listFormulae(line, { withVersions }, terminal);
  // If no formula matches, a file may: a path is a mistake that brewpull explains.
  const isVersion = line.word.includes('=');
  return words.length > 0 || isVersion ? { kind: 'words', words } : { kind: 'files', ending: '' };
}

/** Placeholders of words that can be formulae. */
const FORMULA_WORDS = new Set(['formula', 'name', 'formula-or-file']);

/** Finds the placeholder of the word at an index, e.g. `formula...`; undefined if no word can come there. */
function placeholderAt(positionals: string, at: number): string | undefined {
  const all = [...positionals.matchAll(/[<[]([^\]>]+)[\]>]/g)].map(([, word = '']) => word);
  const last = all.at(-1);
  return all[at] ?? (last?.endsWith('...') === true ? last : undefined);
}
