import { splitAtMarks } from './harmless.ts';
import type { Look } from './style.ts';
import { widthOf, wrap } from './width.ts';

/** How much further than its beginning a continued line is indented. */
const HANG = 2;
/** Words that begin a command line in a text. */
const COMMAND = /(?:^|[\s(])(?:brewpull|brew|git|docker|curl|bash|sh|sudo|export) [A-Za-z_./$~<-]/;

/**
 * Breaks lines that are wider than the terminal between words, and indents the continuations. Words stay whole, and so does a
 * line with a command in it, because people copy both. Without a terminal nothing changes.
 */
export function fitLines(text: string, { columns }: Pick<Look, 'columns'>): string {
  if (columns === undefined) return text;
  return text
    .split('\n')
    .map((line) => fitLine(line, columns))
    .join('\n');
}

function fitLine(line: string, columns: number): string {
  if (widthOf(line) <= columns || holdsCommand(line)) return line;
  const [lead = ''] = /^ */.exec(line) ?? [];
  const indent = Math.min(lead.length, Math.floor(columns / 4));
  const [first = '', ...rest] = wrap(line.slice(lead.length), columns - indent - HANG);
  return [' '.repeat(indent) + first, ...rest.map((part) => ' '.repeat(indent + HANG) + part)].join(
    '\n',
  );
}

/** Returns whether a text contains a command line, whatever its colours: one that is broken could not be copied. */
export function holdsCommand(text: string): boolean {
  const shown = splitAtMarks(text).filter((_part, index) => index % 2 === 0);
  return COMMAND.test(shown.join(''));
}
