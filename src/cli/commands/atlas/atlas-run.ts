import { closestNames } from '../../../core/closest-names.ts';
import { UsageError } from '../../../core/errors.ts';
import type { OptionName } from '../../arguments/options/options.ts';
import { OPTION_GROUPS } from '../../arguments/options/option-groups.ts';
import type { Arguments } from '../../arguments/options/arguments.ts';
import type { RunCommand } from '../../command.ts';
import type { AtlasAction } from './atlas-action.ts';
import { ATLAS_ACTIONS } from './atlas-actions.ts';
import { ATLAS } from './atlas.ts';

/** Runs `brewpull atlas`. */
export const runAtlas: RunCommand = async (args, session) => {
  const [name = '', ...words] = args.positionals;
  const action = ATLAS_ACTIONS.find((each) => each.name === name);
  if (action === undefined) throw unknownAction(name);
  requireOwnOptions(action, args);
  const run = await action.load();
  return run(words, args, session);
};

function unknownAction(name: string): UsageError {
  const names = ATLAS_ACTIONS.map((each) => each.name);
  const [near] = closestNames(name, names, 1);
  return new UsageError(`atlas cannot ${name}`, {
    hint:
      near === undefined
        ? `It can ${names.join(', ')}: see brewpull atlas --help.`
        : `Did you mean brewpull atlas ${near}?`,
  });
}

/** What files and the environment set is for whoever takes it; what was typed is meant for this action. */
function requireOwnOptions({ name, options }: AtlasAction, args: Arguments): void {
  const own = new Set<OptionName>([...options, ...OPTION_GROUPS.common]);
  const other = ATLAS.options.find((option) => !own.has(option) && args.strength(option) === 0);
  if (other === undefined) return;
  const owners = ATLAS_ACTIONS.filter(({ options: theirs }) => theirs.includes(other));
  throw new UsageError(`atlas ${name} has no option --${other}`, {
    hint: `It is one of atlas ${owners.map((each) => each.name).join(', ')}: leave it out here.`,
  });
}
