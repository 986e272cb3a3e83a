import { inspect } from 'node:util';

import { controlMark, oneLine } from './harmless.ts';
import { marksFor, type Marks } from './marks.ts';

/** The output that text for people is laid out for. */
export interface Look {
  readonly marks: Marks;
  /** The width of the terminal; undefined without a terminal, where lines may have any length. */
  readonly columns: number | undefined;
}

/** Colours one line of text, or leaves it plain; makes dangerous characters in it visible. It also has the look of the output. */
export interface Style extends Look {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  /** Breaks lines that are wider than the output. */
  fit(text: string): string;
}

/** What decides whether colour is used. */
export interface ColorWords {
  /** The value of `--color`. */
  readonly choice: 'auto' | 'always' | 'never';
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides by `--color`, then NO_COLOR (https://no-color.org), FORCE_COLOR, TERM=dumb, and finally by whether it is a terminal.
 */
export function isColored({ choice, isTTY, env }: ColorWords): boolean {
  if (choice !== 'auto') return choice === 'always';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

/** Creates a style with colours or without; without a look, it has unlimited width and all marks. */
export function createStyle(
  colored: boolean,
  look: Look = { marks: marksFor({}), columns: undefined },
  fit = (text: string): string => text,
): Style {
  const paint =
    (format: 'bold' | 'dim' | 'red' | 'green' | 'yellow') =>
    (text: string): string => {
      const [on, off] = inspect.colors[format] ?? [0, 0];
      return colored
        ? `${controlMark(`${on}m`)}${oneLine(text)}${controlMark(`${off}m`)}`
        : oneLine(text);
    };
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    fit,
    marks: look.marks,
    get columns() {
      return look.columns;
    },
  };
}
