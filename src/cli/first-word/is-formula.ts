import { CORE_TAP } from '../../core/formula-key.ts';
import { isNameAtHand } from '../../workspace/answers/names-at-hand.ts';
import { readNamePlaces } from '../arguments/formulae/name-places.ts';
import { readUnfinishedArguments } from '../arguments/formulae/unfinished-arguments.ts';
import type { Terminal } from '../terminal.ts';

/** Returns whether a word is the name of a formula according to local files; false if they cannot be read. */
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
