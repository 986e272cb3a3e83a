import { UsageError } from '../../core/errors.ts';
import { quoteForShell } from '../../core/quote-for-shell.ts';
import { readSwitch } from '../arguments/options/arguments.ts';
import { optionSpec } from '../arguments/options/options.ts';
import type { Command } from '../command.ts';
import { readPieces, type LinePiece } from './scan-line.ts';

/** What decides whether a word is meant as the value of a switch. */
interface LooseWords {
  /** The command that will run. */
  readonly command: Command;
  /** Returns whether the local files have a formula of that name. */
  readonly isFormula: (name: string) => Promise<boolean>;
}

/**
 * Refuses a word after a switch that looks like its value: `--offline yes`. A word that names a formula is accepted, as anywhere
 * else. Throws {@link UsageError}, which shows both ways to write it.
 */
export async function refuseLooseValue(
  argv: readonly string[],
  { command, isFormula }: LooseWords,
): Promise<void> {
  const end = argv.indexOf('--');
  const pieces = readPieces(end === -1 ? argv : argv.slice(0, end));
  for (const [at, piece] of pieces.entries()) {
    const word = valueBehind(piece, pieces[at + 1], command);
    if (word === undefined || (takesFormulae(command) && (await isFormula(word)))) continue;
    const option = piece.typed[0] ?? '';
    const isOn = readSwitch(word) === true;
    const name = quoteForShell(word);
    throw new UsageError(`${option} takes no word after it, so ${word} is not its value`, {
      hint: `Write ${isOn ? `${option} alone, or ` : ''}${option}=${word}. If ${name} is a name or a file, write it before ${option}.`,
    });
  }
}

function valueBehind(
  { known, typed: [option = ''] }: LinePiece,
  next: LinePiece | undefined,
  { options }: Command,
): string | undefined {
  const word = next?.option === undefined ? next?.typed[0] : undefined;
  if (known === undefined || word === undefined || word === '') return undefined;
  const isSwitch = ['flag', 'count'].includes(optionSpec(known).type);
  if (!isSwitch || !options.includes(known) || option.includes('=')) return undefined;
  return readSwitch(word) === undefined ? undefined : word;
}

function takesFormulae({ positionals }: Command): boolean {
  return /[<[]formula/.test(positionals);
}
