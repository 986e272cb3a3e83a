import { closestNames } from '../core/closest-names.ts';
import { UsageError } from '../core/errors.ts';
import type { Arguments } from './arguments/options/arguments.ts';
import { OPTION_GROUPS } from './arguments/options/option-groups.ts';
import type { OptionName } from './arguments/options/options.ts';
import type { Command, RunCommand } from './command.ts';
import type { Session } from './session.ts';

/** One thing that a command does, with its own code and options: what help, completion and dispatch know about it. */
export interface OwnAction extends Pick<
  Command,
  'name' | 'summary' | 'positionals' | 'options' | 'examples'
> {
  /** Loads the code of this action only. */
  load(): Promise<RunAction>;
}

/** Runs an action with the words after its name; resolves with the exit code. Throws the same as a `RunCommand`. */
export type RunAction = (
  words: readonly string[],
  args: Arguments,
  session: Session,
) => Promise<number>;

/**
 * Returns a function that runs a command whose first word is an action. That throws `UsageError` for any other word and for
 * options of other actions.
 */
export function runActionsOf(command: Command, actions: readonly OwnAction[]): RunCommand {
  return async (args, session) => {
    const [name = '', ...words] = args.positionals;
    const action = actions.find((each) => each.name === name);
    if (action === undefined) throw unknownAction(name, command, actions);
    requireOwnOptions(args, action, { command, actions });
    const run = await action.load();
    return run(words, args, session);
  };
}

function unknownAction(name: string, command: Command, actions: readonly OwnAction[]): UsageError {
  const names = actions.map((each) => each.name);
  const [near] = closestNames(name, names, 1);
  return new UsageError(`${command.name} cannot ${name}`, {
    hint:
      near === undefined
        ? `It can ${names.join(', ')}: see brewpull ${command.name} --help.`
        : `Did you mean brewpull ${command.name} ${near}?`,
  });
}

/**
 * Refuses typed options that belong to other actions; options from files and the environment are for any action that takes them.
 */
function requireOwnOptions(
  args: Arguments,
  { name, options }: OwnAction,
  { command, actions }: { readonly command: Command; readonly actions: readonly OwnAction[] },
): void {
  const own = new Set<OptionName>([...options, ...OPTION_GROUPS.common]);
  const other = command.options.find((option) => !own.has(option) && args.strength(option) === 0);
  if (other === undefined) return;
  const owners = actions.filter(({ options: theirs }) => theirs.includes(other));
  throw new UsageError(`${command.name} ${name} has no option --${other}`, {
    hint: `It is one of ${command.name} ${owners.map((each) => each.name).join(', ')}: leave it out here.`,
  });
}
