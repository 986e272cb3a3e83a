import { unreachable } from '../../../../core/unreachable.ts';
import type { Shell } from '../shells.ts';
import type { Offer, OfferedWord } from './offer.ts';

/** The shell that asks, and how it sees the word being typed. */
export interface AskingShell {
  readonly shell: Shell;
  readonly word: string;
  /** What comes before the value in the word, e.g. `--macos=`. */
  readonly lead: string;
  /** The end of the word that the shell replaces; bash splits words at some characters. */
  readonly piece: string;
}

/**
 * Formats an offer for the scripts: its kind, the lead and the ending of files, one per line, and then one word per line, only
 * those that begin with what is typed.
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
