import { unreachable } from '../../../../core/unreachable.ts';
import type { Shell } from '../shells.ts';
import type { Offer, OfferedWord } from './offer.ts';

/** How the shell that asks sees the word that is being typed. */
export interface AskingShell {
  readonly shell: Shell;
  readonly word: string;
  /** What comes before the value in the word, such as `--macos=`. */
  readonly lead: string;
  /** The end of the word that the shell replaces; bash cuts words at some signs. */
  readonly piece: string;
}

/**
 * Writes an offer as the scripts read it: what it is, the lead, the ending of files, each on a line, and then a word on each line,
 * only those that begin as the word does.
 */
export function writeOffer(offer: Offer, asking: AskingShell): string {
  const { kind } = offer;
  const ending = kind === 'files' ? offer.ending : '';
  const words = kind === 'words' ? offer.words : [];
  const { lead, word } = asking;
  const lines = words
    .map(({ value, about }) => ({ value: `${lead}${value}`, about }))
    .filter(({ value }) => value.startsWith(word))
    .map((each) => writeWord(each, asking));
  return [kind, lead, ending, ...lines].map((line) => `${line}\n`).join('');
}

function writeWord({ value, about = '' }: OfferedWord, asking: AskingShell): string {
  const { shell, word, lead, piece } = asking;
  switch (shell) {
    case 'bash':
      return value.slice(word.endsWith(piece) ? word.length - piece.length : 0);
    case 'zsh': {
      const plain = value.slice(lead.length).replaceAll(':', String.raw`\:`);
      return about === '' ? plain : `${plain}:${about}`;
    }
    case 'fish':
      return about === '' ? value : `${value}\t${about}`;
    default:
      return unreachable(shell);
  }
}
