import { Brewpull } from '../../../workspace/brewpull.ts';
import type { Session } from '../../session.ts';
import type { Arguments } from '../options/arguments.ts';
import { readBrewpullOptions } from './brewpull-options.ts';

/**
 * Opens brewpull with the options of a command line and closes it when the command ends; `named` are further servers that the
 * user named. Throws `UsageError`.
 */
export async function openBrewpull(
  args: Arguments,
  session: Session,
  named: readonly URL[] = [],
): Promise<Brewpull> {
  const options = await readBrewpullOptions(args, session);
  const brewpull = new Brewpull({ ...options, namedRegistries: named });
  session.defer(() => brewpull.close());
  return brewpull;
}
