import { wrap } from '../render/width.ts';
import type { Emphasis } from './first-screen.ts';
import type { HelpEntry, HelpPage, HelpSection } from './help-page.ts';
import { wrapCommand } from './wrap-command.ts';

/** Longer lines are hard to read. */
const WIDEST = 100;
/** On narrower terminals, meanings go below their terms. */
const BESIDE = 60;
const LONGEST_TERM = 28;

/** How a page is laid out. */
interface Layout {
  readonly columns: number;
  readonly emphasize: Emphasis;
}

/** Lays out a page for a terminal, in lines of at most `columns`. */
export function renderPage(
  page: HelpPage,
  { columns, emphasize }: { readonly columns: number; readonly emphasize: Emphasis },
): string {
  const layout: Layout = { columns: Math.min(columns, WIDEST), emphasize };
  const lines = [
    ...page.usage.flatMap((line, at) => wrapUsage(line, at === 0 ? 'Usage: ' : '       ', layout)),
    '',
    ...wrap(page.summary, layout.columns),
    ...page.sections.flatMap((section) => renderSection(section, layout)),
    ...page.notes.flatMap((note) => ['', ...wrap(note, layout.columns)]),
  ];
  return `${lines.join('\n')}\n`;
}

function wrapUsage(line: string, lead: string, { columns }: Layout): readonly string[] {
  return wrap(line, columns - lead.length).map(
    (part, at) => `${at === 0 ? lead : ' '.repeat(lead.length)}${part}`,
  );
}

function renderSection(section: HelpSection, layout: Layout): readonly string[] {
  const isStacked = section.stacked === true || layout.columns < BESIDE;
  // Options without a short name are aligned with those that have one.
  const hasShort = section.entries.some(({ term }) => /^-\w,/.test(term));
  const entries = section.entries.map(({ term, text }) => ({
    term: hasShort && term.startsWith('--') && !isStacked ? `    ${term}` : term,
    text,
  }));
  const longest = Math.max(...entries.map(({ term }) => term.length));
  const width = Math.min(longest, LONGEST_TERM);
  return [
    '',
    layout.emphasize(section.title),
    ...entries.flatMap((entry) =>
      isStacked
        ? renderStacked(entry, { columns: layout.columns, isCommand: section.stacked === true })
        : renderBeside(entry, layout.columns, width),
    ),
  ];
}

function renderBeside({ term, text }: HelpEntry, columns: number, width: number): string[] {
  const at = 2 + width + 2;
  const lines = wrap(text, columns - at).map((part) => `${' '.repeat(at)}${part}`);
  if (term.length > width) return [`  ${term}`, ...lines];
  const [first = '', ...rest] = lines;
  return [`  ${term.padEnd(width + 2)}${first.slice(at)}`, ...rest];
}

function renderStacked(
  { term, text }: HelpEntry,
  { columns, isCommand }: { readonly columns: number; readonly isCommand: boolean },
): string[] {
  const terms = isCommand
    ? wrapCommand(term, columns)
    : wrap(term, columns - 4).map((part, at) => `${at === 0 ? '  ' : '    '}${part}`);
  return [...terms, ...wrap(text, columns - 6).map((part) => `      ${part}`)];
}
