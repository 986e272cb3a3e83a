import { CORE_TAP } from '../../core/formula-key.ts';
import { isNameAtHand } from '../../workspace/answers/names-at-hand.ts';
import { readNamePlaces } from '../arguments/formulae/name-places.ts';
import { readUnfinishedArguments } from '../arguments/formulae/unfinished-arguments.ts';
import type { Terminal } from '../terminal.ts';

/** Tells whether a word is the name of a formula by the files at hand; a place that cannot be read knows nothing. */
export async function isFormulaAtHand(
  name: string,
  argv: readonly string[],
  terminal: Terminal,
): Promise<boolean> {
  try {
    const places = readNamePlaces(await readUnfinishedArguments(argv, terminal), terminal);
    return await isNameAtHand({ tap: CORE_TAP, name: name.toLowerCase() }, places);
  } catch {
    return false;
  }
}
