import { randomBytes } from 'node:crypto';

import { hideSecrets } from '../../core/redact.ts';
import { DANGER, visible } from '../../core/visible-text.ts';

/**
 * What brewpull itself sends to steer a terminal, until it leaves: a noncharacter, a word that cannot be guessed, the control
 * sequence without its beginning, another noncharacter. Text from outside cannot hold one, so it cannot steer.
 */
const WORD = randomBytes(12).toString('hex');
const MARK = String.raw`\uFDD0${WORD}\??[0-9;]*[A-Za-z]\uFDD1`;

/** Its beginning is written so that it is a control character in the expression, not in its source. */
const SEQUENCE = new RegExp(`${String.fromCodePoint(0x1b)}\\[(\\??[0-9;]*[A-Za-z])`, 'g');
const BETWEEN = new RegExp(`(${MARK})`, 'u');
const IN_LINE = new RegExp(`${MARK}|${DANGER}`, 'gu');
const IN_TEXT = new RegExp(`${MARK}|(?![\\n\\t])${DANGER}`, 'gu');
const IN_JSON = new RegExp(String.raw`(?!\n)${DANGER}`, 'gu');
/** Most text is found harmless by this, in a tenth of the time. */
const PLAIN = /^[\n\t -~]*$/;

/** Makes the mark of a control sequence, e.g. `31m`; {@link toTerminal} turns it into the sequence. */
export function controlMark(sequence: string): string {
  return `\uFDD0${WORD}${sequence}\uFDD1`;
}

/** Makes marks of the control sequences that a library put into text which had none of its own, as {@link toTerminal} leaves it. */
export function sequencesToMarks(text: string): string {
  return text.replace(SEQUENCE, (_found, sequence: string) => controlMark(sequence));
}

/** Splits a text at its marks: what is shown at even places, marks at odd ones. */
export function splitAtMarks(text: string): readonly string[] {
  return text.split(BETWEEN);
}

/** Shows every character of a text that could steer a terminal or hide in it as `\u{1b}`; a line end too. Marks stay. */
export function oneLine(text: string): string {
  return text.replace(IN_LINE, (found) => (isMark(found) ? found : visible(found)));
}

/** As {@link oneLine}, but ends of lines and tabs stay, and marks become control sequences: what may leave for a terminal. Secrets are hidden. */
export function toTerminal(text: string): string {
  const shown = hideSecrets(text);
  if (PLAIN.test(shown)) return shown;
  return shown.replace(IN_TEXT, (found) =>
    isMark(found) ? `\u001B[${found.slice(1 + WORD.length, -1)}` : visible(found),
  );
}

/** Writes a value as JSON that can steer no terminal: parsed, it is the same value but for secrets. */
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

/** A mark is the only match of more than one character. */
function isMark(found: string): boolean {
  return found.length > 2;
}
