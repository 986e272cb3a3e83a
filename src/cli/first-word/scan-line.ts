import { OPTION_NAMES, optionSpec, type OptionName } from '../arguments/options/options.ts';

/** One piece of a command line: a word, or an option with its value. */
export interface LinePiece {
  /** What was typed: a word, or an option and its value. */
  readonly typed: readonly string[];
  /** The option's name as typed, without dashes and value; undefined for a word. */
  readonly option?: string;
  /** The option, if it is one of brewpull's. */
  readonly known?: OptionName;
}

/** A command line in pieces, before its command is known. */
export interface ScannedLine {
  readonly pieces: readonly LinePiece[];
  /** The words among the pieces, in order. */
  readonly words: readonly string[];
  readonly wantsHelp: boolean;
  /** Whether help should also show the options that few people need. */
  readonly wantsAll: boolean;
}

/** Splits a command line into pieces as the parser will, but loads no library and refuses nothing. */
export function scanLine(argv: readonly string[]): ScannedLine {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const words = argv.slice(end + 1).map((typed): LinePiece => ({ typed: [typed] }));
  const pieces = [...readPieces(argv.slice(0, end)), ...words];
  return {
    pieces,
    words: pieces.flatMap(({ typed, option }) => (option === undefined ? typed : [])),
    wantsHelp: pieces.some(isHelp),
    wantsAll: pieces.some(({ option, typed }) => option === 'all' || typed[0] === '--help=all'),
  };
}

/** Splits the words before any `--` into pieces. */
export function readPieces(argv: readonly string[]): readonly LinePiece[] {
  const pieces: LinePiece[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const typed = argv[at] ?? '';
    const piece = readPiece(typed);
    const next = argv[at + 1];
    if (next !== undefined && takesNext(piece, next)) {
      pieces.push({ ...piece, typed: [typed, next] });
      at += 1;
    } else {
      pieces.push(piece);
    }
  }
  return pieces;
}

function readPiece(typed: string): LinePiece {
  const long = /^--([^=]+)/.exec(typed)?.[1];
  const short = /^-([A-Za-z][^=]*)/.exec(typed)?.[1];
  if (long !== undefined) {
    const known = OPTION_NAMES.find((name) => name === long);
    return { typed: [typed], option: long, ...(known === undefined ? {} : { known }) };
  }
  if (short === undefined) return { typed: [typed] };
  // If there are several letters, only the last may have a value.
  const known = OPTION_NAMES.find((name) => optionSpec(name).alias === short.at(-1));
  return { typed: [typed], option: short, ...(known === undefined ? {} : { known }) };
}

function takesNext({ known, typed }: LinePiece, next: string): boolean {
  if (known === undefined || typed[0]?.includes('=') === true) return false;
  if (next.startsWith('-') && next !== '-') return false;
  const { type } = optionSpec(known);
  return type === 'text' || type === 'list';
}

function isHelp({ option, typed: [typed = ''] }: LinePiece): boolean {
  if (option === undefined) return false;
  if (option === 'help' || option === 'h') return true;
  return /^-[A-Za-z]+$/.test(typed) && option.includes('h') && isCluster(option);
}

/** Returns whether a word consists of several short options: `-qh`. */
function isCluster(letters: string): boolean {
  const known = new Set(['h', 'V', ...OPTION_NAMES.map((name) => optionSpec(name).alias)]);
  return letters.split('').every((letter) => known.has(letter));
}
