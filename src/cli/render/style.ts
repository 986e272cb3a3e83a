import { styleText } from 'node:util';

import { CODE } from './harmless.ts';

/** Colours text, or leaves it as it is. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

/** What decides about colour. */
export interface ColorWords {
  /** `--color`. */
  readonly choice: 'auto' | 'always' | 'never';
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Decides by `--color`, then NO_COLOR (https://no-color.org), FORCE_COLOR, TERM=dumb, then whether it is a terminal. */
export function isColored({ choice, isTTY, env }: ColorWords): boolean {
  if (choice !== 'auto') return choice === 'always';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTTY && env['TERM'] !== 'dumb';
}

/** Creates a style that colours, or one that changes nothing. */
export function createStyle(colored: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]): ((text: string) => string) => {
    if (!colored) return (text) => text;
    const codes = styleText(format, '|', { validateStream: false });
    const [open = '', close = ''] = codes.replaceAll('\u001B', CODE).split('|');
    return (text) => open + text + close;
  };
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
  };
}
