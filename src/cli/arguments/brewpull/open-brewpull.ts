import { Brewpull } from '../../../workspace/brewpull.ts';
import type { Session } from '../../session.ts';
import type { Arguments } from '../options/arguments.ts';
import { readBrewpullOptions } from './brewpull-options.ts';

/** Opens brewpull with the options of a command line, until the command ends. Throws `UsageError`. */
export async function openBrewpull(args: Arguments, session: Session): Promise<Brewpull> {
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  return brewpull;
}
