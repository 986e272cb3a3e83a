import type { Command, CommandAction } from '../command.ts';
import type { HelpEntry, HelpPage, HelpSection } from './help-page.ts';
import { isRare, optionSections } from './option-entries.ts';

/** Makes the page for a command; `all` also shows the options that few people need. */
export function commandPage(
  command: Command,
  { all, isStandard }: { readonly all: boolean; readonly isStandard: boolean },
): HelpPage {
  const { name, options, actions = [] } = command;
  const shown = all ? options : options.filter((option) => !isRare(option));
  const hidden = options.length - shown.length;
  return {
    usage: usageOf(command, isStandard),
    summary: describe(command),
    sections: [
      ...(actions.length === 0 ? [] : [{ title: 'Actions', entries: actions.map(entryOf) }]),
      examplesOf(command),
      ...optionSections(shown),
    ],
    notes: [
      ...(actions.length === 0 ? [] : [`For a single action: brewpull help ${name} ACTION`]),
      ...(hidden === 0
        ? []
        : [
            `${hidden === 1 ? '1 option that few people need is' : `${hidden} options that few people need are`} not shown: brewpull ${name} --help --all`,
          ]),
    ],
  };
}

/** Describes a command in whole sentences. */
export function describe({ summary, details = [] }: Command): string {
  return [`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, ...details].join(' ');
}

/** Returns the forms in which a command can be typed. */
export function usageOf({ name, positionals }: Command, isStandard: boolean): readonly string[] {
  const forms = isStandard ? [name, ''] : [name];
  return forms.map((form) =>
    ['brewpull', form, positionals, '[options]'].filter((word) => word !== '').join(' '),
  );
}

/** Returns how an action is typed, and what it does. */
export function entryOf({ name, positionals, summary }: CommandAction): HelpEntry {
  return { term: `${name} ${positionals}`.trim(), text: summary };
}

/** Lists the example command lines, each with its purpose. */
function examplesOf({ examples }: Command): HelpSection {
  return {
    title: 'Examples',
    stacked: true,
    entries: examples.map(([line, text]) => ({ term: line.replace('$0', 'brewpull'), text })),
  };
}
