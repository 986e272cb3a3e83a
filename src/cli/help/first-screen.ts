import { COMMAND_GROUPS, type Command } from '../command.ts';
import { wrap } from '../render/width.ts';
import { PURPOSE } from './general-page.ts';
import { wrapCommand } from './wrap-command.ts';

/** On narrower terminals, the groups go one below the other. */
const TWO_COLUMNS = 78;
const LEFT = 40;

/** Command lines for the first three things that people want, and the result of each. */
export const FIRST_EXAMPLES = [
  ['brewpull bundle vim --macos 11 --arch amd64', 'vim and all it needs'],
  ['brewpull vim --macos 11 --arch amd64', 'the bottle of vim alone'],
  ['brewpull coverage --macos 11 --arch amd64', 'what that Mac still gets'],
] as const;

const CLOSING = 'brewpull help COMMAND explains a command; brewpull help --all shows everything.';

/** Emphasizes a heading, e.g. in bold. */
export type Emphasis = (text: string) => string;

/**
 * Renders what `brewpull` without arguments shows: what it is, three examples, and the commands in groups. On a terminal of 80
 * columns it leaves room for the next prompt within 24 lines.
 */
export function renderFirstScreen(
  commands: readonly Command[],
  { columns, emphasize }: { readonly columns: number; readonly emphasize: Emphasis },
): string {
  const groups = Object.entries(COMMAND_GROUPS).map(([group, title]) =>
    renderGroup(
      title,
      commands.filter((command) => command.group === group),
    ),
  );
  const isWide = columns >= TWO_COLUMNS;
  const blocks = isWide ? pairsOf(groups).map(sideBySide) : groups;
  const lines = [
    ...wrap(PURPOSE, columns),
    ...wrap('Usage: brewpull COMMAND [NAME...] [options]', columns),
    '',
    ...renderExamples(columns, isWide),
    ...blocks.flatMap((block) => ['', ...block.map((cells) => renderRow(cells, emphasize))]),
    // With two columns, the last line of the screen must stay free.
    ...(isWide ? [] : ['']),
    ...wrap(CLOSING, columns),
  ];
  return `${lines.join('\n')}\n`;
}

interface Cell {
  readonly text: string;
  readonly isHeading: boolean;
}

type Rows = readonly (readonly Cell[])[];

function renderGroup(title: string, commands: readonly Command[]): Rows {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map(({ name, brief }) => `  ${name.padEnd(width)}${brief}`);
  return [[{ text: title, isHeading: true }], ...lines.map((text) => [{ text, isHeading: false }])];
}

function pairsOf(groups: readonly Rows[]): readonly (readonly [Rows, Rows])[] {
  return groups.flatMap((group, at) => (at % 2 === 0 ? [[group, groups[at + 1] ?? []]] : []));
}

function sideBySide([left, right]: readonly [Rows, Rows]): Rows {
  const height = Math.max(left.length, right.length);
  const none: Cell = { text: '', isHeading: false };
  return Array.from({ length: height }, (_, at) => [left[at]?.[0] ?? none, ...(right[at] ?? [])]);
}

function renderRow(cells: readonly Cell[], emphasize: Emphasis): string {
  return cells
    .map(({ text, isHeading }, at) => {
      const padding = at < cells.length - 1 ? ' '.repeat(Math.max(0, LEFT - text.length)) : '';
      return `${isHeading && text !== '' ? emphasize(text) : text}${padding}`;
    })
    .join('');
}

function renderExamples(columns: number, isWide: boolean): readonly string[] {
  const width = Math.max(...FIRST_EXAMPLES.map(([line]) => line.length)) + 4;
  return FIRST_EXAMPLES.flatMap(([line, purpose]) =>
    isWide
      ? [`  ${line.padEnd(width)}${purpose}`]
      : [
          ...wrapCommand(line, columns),
          ...wrap(purpose, columns - 6).map((part) => `      ${part}`),
        ],
  );
}
