import { optionSpec, type OptionName } from '../../../arguments/options/options.ts';
import type { CommandSet } from '../../../arguments/options/parse.ts';
import type { Command } from '../../../command.ts';
import { withOwnWords } from '../../../first-word/own-words.ts';
import { scanLine, type LinePiece, type ScannedLine } from '../../../first-word/scan-line.ts';

/** What is being typed at the end of a line. */
export type TypedPlace =
  /** The first word: a command, or a formula. */
  | { readonly kind: 'first' }
  /** A word after `help`. */
  | { readonly kind: 'topic' }
  | {
      readonly kind: 'option';
      readonly command: Command;
      /** Whether a command is named, by its name or by a formula. */
      readonly isNamed: boolean;
    }
  | {
      readonly kind: 'value';
      readonly option: OptionName;
      /** What comes before the value in its word, e.g. `--macos=`. */
      readonly lead: string;
    }
  /** One of the words that a command takes; `before` are those between its name and this one. */
  | { readonly kind: 'word'; readonly command: Command; readonly before: readonly string[] }
  /** A place where nothing can be offered. */
  | { readonly kind: 'unknown' };

/** An unfinished line: whole words, and the one being typed. */
export interface UnfinishedLine {
  readonly before: readonly string[];
  readonly word: string;
}

/** Determines what the last word of a line is. */
export function findPlace(typed: UnfinishedLine, set: CommandSet): TypedPlace {
  const { word } = typed;
  const before = withOwnWords(typed.before, set.commands);
  const line = scanLine(before);
  const { words } = line;
  const [first] = words;
  const named = set.commands.find(({ name }) => name === first);
  const command = named ?? set.standard;
  // After two dashes everything is a word.
  if (!before.includes('--')) {
    const value = findValue(line, word);
    if (value !== undefined) {
      return command.options.includes(value.option) ? value : { kind: 'unknown' };
    }
    if (word.startsWith('-')) {
      return { kind: 'option', command, isNamed: first !== undefined };
    }
  }
  if (first === undefined) return { kind: 'first' };
  if (first === 'help') return words.length === 1 ? { kind: 'topic' } : { kind: 'unknown' };
  if (first === 'version') return { kind: 'unknown' };
  return { kind: 'word', command, before: named === undefined ? words : words.slice(1) };
}

function findValue(
  { pieces }: ScannedLine,
  word: string,
): (TypedPlace & { readonly kind: 'value' }) | undefined {
  const [, lead = '', name = ''] = /^((-[A-Za-z]|--[^=]+)=)/.exec(word) ?? [];
  if (lead !== '') {
    const option = valued(scanLine([name]).pieces[0]);
    return option === undefined ? undefined : { kind: 'value', option, lead };
  }
  const last = pieces.at(-1);
  const waits = last?.typed.length === 1 && last.typed[0]?.includes('=') === false;
  const option = waits ? valued(last) : undefined;
  if (option === undefined || /^-./.test(word)) return undefined;
  return { kind: 'value', option, lead: '' };
}

/** Returns the option of a piece if it takes a value. */
function valued(piece: LinePiece | undefined): OptionName | undefined {
  if (piece?.known === undefined) return undefined;
  const { type } = optionSpec(piece.known);
  return type === 'text' || type === 'list' ? piece.known : undefined;
}
