import type { Terminal } from '../../../terminal.ts';
import { COMMANDS } from '../../all.ts';
import { PULL } from '../../pull/pull.ts';
import { SHELLS } from '../shells.ts';
import { splitBashLine } from './bash-line.ts';
import { makeOffer } from './make-offer.ts';
import { findPlace } from './typed-place.ts';
import { writeOffer } from './write-offer.ts';

const SET = { commands: COMMANDS, standard: PULL };

/**
 * Prints what may come at the end of a line, for completion scripts. The arguments are the shell's name and then, from zsh and
 * fish, the words of the line up to the one being typed; from bash, the piece that it replaces, and the line. Prints no errors,
 * because the user is typing. Never uses the network or git.
 */
export async function completeLine(
  [name = '', ...given]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  try {
    const shell = SHELLS.find((each) => each === name);
    if (shell === undefined) return 1;
    const [first = '', second = ''] = given;
    const words = shell === 'bash' ? splitBashLine(second) : given;
    const word = words.at(-1) ?? '';
    const before = words.slice(1, -1).map((each) => withHome(each, terminal.homeDir));
    const line = { before, word };
    const place = findPlace(line, SET);
    const offer = await makeOffer({ place, line, set: SET }, terminal);
    const lead = place.kind === 'value' ? place.lead : '';
    const piece = shell === 'bash' ? first : word;
    await terminal.stdout.send(writeOffer(offer, { shell, word, lead, piece }));
    return 0;
  } catch {
    return 1;
  }
}

/** Expands a tilde, which the shell has not done yet. */
function withHome(word: string, home: string): string {
  return word.replace(
    /^(--[^=]+=)?~(?=\/|$)/,
    (_, lead: string | undefined) => `${lead ?? ''}${home}`,
  );
}
