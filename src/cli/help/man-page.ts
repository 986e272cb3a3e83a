import { TOOL } from '../../core/tool.ts';
import { OPTION_NAMES } from '../arguments/options/options.ts';
import { COMMAND_GROUPS, type Command } from '../command.ts';
import { COMMANDS } from '../commands/all.ts';
import { PULL } from '../commands/pull/pull.ts';
import { describe, entryOf, usageOf } from './command-page.ts';
import { FIRST_EXAMPLES } from './first-screen.ts';
import { ENVIRONMENT, exitSection, FILES, PURPOSE } from './general-page.ts';
import type { HelpEntry } from './help-page.ts';
import { optionSections, optionTerm } from './option-entries.ts';

/**
 * Renders the manual page for `man` (with the `man` macros, which every system has) from what help shows. `date` is the date of
 * the release, e.g. `2026-11-29`.
 */
export function renderManPage(date: string): string {
  const lines = [
    `.TH BREWPULL 1 "${date}" "brewpull ${TOOL.version}" "User Commands"`,
    // Option names are not hyphenated, so that they can be found and copied.
    '.nh',
    '.ad l',
    '.SH NAME',
    `brewpull \\- ${escape('fetch Homebrew bottles for old and offline Macs')}`,
    '.SH SYNOPSIS',
    // The second form belongs to the command that runs when none is named.
    ...['brewpull COMMAND [NAME...] [options]', ...usageOf(PULL, true).slice(1)].flatMap(
      (line, at) => [...(at === 0 ? [] : ['.br']), bold(line)],
    ),
    '.SH DESCRIPTION',
    escape(PURPOSE),
    escape(
      'NAME is a formula, e.g. vim, vim=9.0.1450 for one version, or user/tap/name. ' +
        'Nothing is used before its checksum is verified, and neither brew nor Ruby is needed.',
    ),
    '.SH COMMANDS',
    ...Object.entries(COMMAND_GROUPS).flatMap(([group, title]) => [
      `.SS ${escape(title)}`,
      ...COMMANDS.filter((command) => command.group === group).flatMap(describeCommand),
    ]),
    '.SH OPTIONS',
    'Each command takes the options listed with it above.',
    ...optionSections(OPTION_NAMES).flatMap(({ title, entries }) => [
      `.SS ${escape(title)}`,
      ...entries.flatMap(describeEntry),
    ]),
    '.SH EXIT STATUS',
    ...exitSection().entries.flatMap(describeEntry),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.entries.flatMap(describeEntry),
    '.SH FILES',
    ...FILES.entries.flatMap(describeEntry),
    '.SH EXAMPLES',
    ...FIRST_EXAMPLES.flatMap(([term, text]) => describeEntry({ term, text })),
    ...COMMANDS.flatMap(({ examples }) =>
      examples.flatMap(([line, text]) =>
        describeEntry({ term: line.replace('$0', 'brewpull'), text }),
      ),
    ),
    '.SH SEE ALSO',
    '.BR brew (1),',
    '.BR git (1)',
  ];
  return `${lines.join('\n')}\n`;
}

function describeCommand(command: Command): readonly string[] {
  const { options, actions = [] } = command;
  const names = options.map((name) =>
    optionTerm(name)
      .split(' ')
      .find((word) => word.startsWith('--')),
  );
  return [
    ...describeEntry({ term: usageOf(command, false).join(), text: describe(command) }),
    ...(actions.length === 0 ? [] : ['.RS', ...actions.map(entryOf).flatMap(describeEntry), '.RE']),
    '.IP',
    escape(`Options: ${names.join(', ')}`),
  ];
}

function describeEntry({ term, text }: HelpEntry): readonly string[] {
  return ['.TP', bold(term), escape(text)];
}

function bold(text: string): string {
  return `\\fB${escapeInLine(text)}\\fR`;
}

/** Escapes a line of text; a dot or an apostrophe at its beginning would make it a macro. */
function escape(text: string): string {
  const line = escapeInLine(text);
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

function escapeInLine(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('…', '...');
}
