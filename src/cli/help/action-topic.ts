import { OPTION_GROUPS } from '../arguments/options/option-groups.ts';
import type { OptionName } from '../arguments/options/options.ts';
import type { Command, CommandAction } from '../command.ts';

/** Returns the action of a command that a word names; undefined if it names none. */
export function actionOf(
  { actions = [] }: Command,
  name: string | undefined,
): CommandAction | undefined {
  return actions.find((action) => action.name === name);
}

/** Returns the options that an action takes, in the order of its command. */
export function optionsOfAction(
  { options }: Command,
  { options: own }: CommandAction,
): readonly OptionName[] {
  if (own === undefined) return options;
  const taken = new Set<OptionName>([...own, ...OPTION_GROUPS.common]);
  return options.filter((name) => taken.has(name));
}

/** Turns an action into a command of its own for help, e.g. `atlas export`. */
export function actionTopic(command: Command, action: CommandAction): Command {
  const { actions: _, words: __, details: ___, ...shared } = command;
  const { name, summary, positionals } = action;
  const line = `$0 ${command.name} ${name}`;
  return {
    ...shared,
    name: `${command.name} ${name}`,
    summary,
    positionals,
    options: optionsOfAction(command, action),
    examples:
      action.examples ??
      command.examples.filter(([typed]) => typed === line || typed.startsWith(`${line} `)),
  };
}
