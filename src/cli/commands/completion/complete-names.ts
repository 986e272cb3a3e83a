import { CORE_TAP } from '../../../core/formula-key.ts';
import { listNamesAtHand } from '../../../workspace/answers/names-at-hand.ts';
import { readNamePlaces } from '../../arguments/formulae/name-places.ts';
import type { Terminal } from '../../terminal.ts';

/** How many names a shell is given at most. */
const LIMIT = 200;
/** What a shell may get: nothing that it, or a terminal, could take for anything but a name. */
const PLAIN = /^\w[\w@+.-]*$/;

/**
 * Prints names of formulae that begin as a word does, one a line, for completion scripts: from a file at hand, quickly, and nothing
 * where there is none. `words` are the word and then the whole line so far. Says nothing of failures: somebody is typing.
 */
export async function completeNames(
  [word = '', ...line]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    const names = await listNames(word, line, terminal);
    await terminal.stdout.send(names.map((name) => `${name}\n`).join(''));
    return names.length > 0 ? 0 : 1;
  } catch {
    return 1;
  }
}

async function listNames(
  word: string,
  line: readonly string[],
  terminal: Terminal,
): Promise<readonly string[]> {
  const [, tap = CORE_TAP, prefix = ''] = /^(?:([\w-]+\/[\w-]+)\/)?([^/]*)$/.exec(word) ?? [];
  const places = await readNamePlaces(line, terminal);
  const question = { tap: tap.toLowerCase(), prefix, limit: LIMIT };
  const names = await listNamesAtHand(question, places);
  const lead = word.slice(0, word.length - prefix.length);
  return names.filter((name) => PLAIN.test(name)).map((name) => `${lead}${name}`);
}
