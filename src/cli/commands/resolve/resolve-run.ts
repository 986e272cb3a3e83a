import { Brewpull } from '../../../workspace/brewpull.ts';
import { WORTH_AN_ATLAS } from '../../../workspace/histories/tap-history.ts';
import { listAsked, resolveAsked } from '../../arguments/asked-names.ts';
import { readBrewpullOptions } from '../../arguments/brewpull-options.ts';
import { noteSkipped, readInputs } from '../../arguments/inputs.ts';
import { readTargets } from '../../arguments/targets.ts';
import type { RunCommand } from '../../command.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { toResolutionJson, toTargetsJson } from './resolution-json.ts';
import { exitCodeOfResolutions, reportProblems } from './resolution-problems.ts';
import { renderFound, renderFoundTable } from './resolution-text.ts';

/** Runs `brewpull resolve`. */
export const runResolve: RunCommand = async (args, session) => {
  const targets = readTargets(args, session.terminal);
  const inputs = await readInputs(args, session.terminal, targets);
  noteSkipped(inputs, session);
  if (inputs.byTarget.some(({ asked }) => asked.length >= WORTH_AN_ATLAS)) keepHeapSmall();
  const brewpull = new Brewpull(await readBrewpullOptions(args, session));
  session.defer(() => brewpull.close());
  const asked = await listAsked(inputs, brewpull);
  const results = await resolveAsked(asked, args.flag('exact'), (each) => brewpull.resolve(each));
  reportProblems(results, session);
  if (session.json) {
    await session.printJson({
      schemaVersion: 1,
      ...toTargetsJson(targets),
      results: results.map(toResolutionJson),
      skipped: inputs.skipped,
    });
    return exitCodeOfResolutions(results);
  }
  const found = results.filter((result) => result.status === 'found');
  const [only] = found;
  if (results.length === 1 && only !== undefined) {
    await session.print(renderFound(only, session.style));
  } else if (found.length > 0) {
    await session.print(renderFoundTable(found, session.style));
  }
  return exitCodeOfResolutions(results);
};
