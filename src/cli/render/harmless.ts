import { randomBytes } from 'node:crypto';

import { hideSecrets } from '../../core/redact.ts';
import { DANGER, visible } from '../../core/visible-text.ts';

/**
 * A mark stands for a control sequence of brewpull's own until the text is written: a noncharacter, a word that cannot be
 * guessed, the sequence without its beginning, and another noncharacter. Text from outside cannot contain a mark, so it cannot
 * control the terminal.
 */
const WORD = randomBytes(12).toString('hex');
const MARK = String.raw`\uFDD0${WORD}\??[0-9;]*[A-Za-z]\uFDD1`;

/** The beginning is written like this so that the control character is in the expression, not in the source. */
const SEQUENCE = new RegExp(`${String.fromCodePoint(0x1b)}\\[(\\??[0-9;]*[A-Za-z])`, 'g');
const BETWEEN = new RegExp(`(${MARK})`, 'u');
const IN_LINE = new RegExp(`${MARK}|${DANGER}`, 'gu');
const IN_TEXT = new RegExp(`${MARK}|(?![\\n\\t])${DANGER}`, 'gu');
const IN_JSON = new RegExp(String.raw`(?!\n)${DANGER}`, 'gu');
/** Recognizes most text as harmless in a tenth of the time. */
const PLAIN = /^[\n\t -~]*$/;

/** Makes the mark of a control sequence, e.g. `31m`; {@link toTerminal} turns it into the sequence. */
export function controlMark(sequence: string): string {
  return `\uFDD0${WORD}${sequence}\uFDD1`;
}

/** Turns the control sequences in text that {@link toTerminal} made, and a library may have extended, back into marks. */
export function sequencesToMarks(text: string): string {
  return text.replace(SEQUENCE, (_found, sequence: string) => controlMark(sequence));
}

/** Splits a text at its marks: visible text is at even indexes, marks at odd ones. */
export function splitAtMarks(text: string): readonly string[] {
  return text.split(BETWEEN);
}

/**
 * Escapes every character of a text that could manipulate a terminal or be invisible, e.g. as `\u{1b}`, including line ends.
 * Marks stay.
 */
export function oneLine(text: string): string {
  return text.replace(IN_LINE, (found) => (isMark(found) ? found : visible(found)));
}

/**
 * Prepares text for a terminal like {@link oneLine}, but keeps line ends and tabs, turns marks into control sequences, and hides
 * secrets.
 */
export function toTerminal(text: string): string {
  const shown = hideSecrets(text);
  if (PLAIN.test(shown)) return shown;
  return shown.replace(IN_TEXT, (found) =>
    isMark(found) ? `\u001B[${found.slice(1 + WORD.length, -1)}` : visible(found),
  );
}

/** Formats a value as JSON that cannot manipulate a terminal; parsed, it is the same value except for secrets. */
export function toJsonText(value: object): string {
  const text = `${JSON.stringify(value, hideSecretsIn, 2)}\n`;
  if (PLAIN.test(text)) return text;
  return text.replace(IN_JSON, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function hideSecretsIn(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? hideSecrets(value) : value;
}

/** Returns whether a match is a mark, the only kind with more than one character. */
function isMark(found: string): boolean {
  return found.length > 2;
}
