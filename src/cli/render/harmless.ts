import { randomBytes } from 'node:crypto';

import { maskSecrets } from '../../core/redact.ts';
import type { Terminal, TextOutput } from '../terminal.ts';

/** Starts a terminal code of the program's own. It is random in each process, so that no data can hold it. */
export const CODE = `\u001B${randomBytes(8).toString('hex')}`;

/**
 * What a terminal obeys or does not show: controls except tab and newline (a CR only as part of a line's end), DEL and C1,
 * bidi and other invisible format characters, line separators, tag characters and lone surrogates.
 */
const HARMFUL = /\r(?!\n)|[^\P{Cc}\n\t\r]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[\u{E0000}-\u{E007F}]/gu;

/** Writes what could harm a terminal as visible escapes, such as `\u{1b}`; only codes that start with {@link CODE} are left. */
export function harmless(text: string): string {
  return text
    .split(CODE)
    .map((part) => part.replace(HARMFUL, escaped))
    .join('\u001B');
}

/** Writes JSON that reads back as the same value and is harmless on a terminal. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(HARMFUL, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      const unit = character.charCodeAt(index).toString(16).padStart(4, '0');
      return String.raw`\u${unit}`;
    }).join(''),
  );
}

/** A terminal to which text comes only through {@link harmless} and {@link maskSecrets}; bytes, such as an archive's, are left as they are. */
export function harmlessTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    stdout: harmlessOutput(terminal.stdout),
    stderr: harmlessOutput(terminal.stderr),
  };
}

function harmlessOutput(output: TextOutput): TextOutput {
  return {
    isTTY: output.isTTY,
    get columns() {
      return output.columns;
    },
    write: (text) => output.write(harmless(maskSecrets(text))),
    send: (chunk) => output.send(typeof chunk === 'string' ? harmless(maskSecrets(chunk)) : chunk),
  };
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
