import { WORTH_AN_ATLAS } from '../../../workspace/histories/tap-history.ts';
import { listAsked, resolveAsked } from '../../arguments/formulae/asked-names.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { readInputs } from '../../arguments/formulae/inputs.ts';
import { readTargets } from '../../arguments/formulae/targets.ts';
import type { RunCommand } from '../../command.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { toResolutionJson, toTargetsJson } from './resolution-json.ts';
import { exitCodeOfResolutions, reportProblems } from './resolution-problems.ts';
import { renderFound, renderFoundTable } from './resolution-text.ts';

/** Runs `brewpull resolve`. */
export const runResolve: RunCommand = async (args, session) => {
  const targets = readTargets(args, session.terminal);
  const inputs = await readInputs(args, session, { targets });
  if (inputs.byTarget.some(({ asked }) => asked.length >= WORTH_AN_ATLAS))
    session.tune(keepHeapSmall);
  const brewpull = await openBrewpull(args, session);
  const asked = await listAsked(inputs, brewpull);
  const results = await resolveAsked(asked, args.flag('exact'), (each) => brewpull.resolve(each));
  reportProblems(results, session);
  await session.answer({
    name: 'resolve',
    json: () => ({
      ...toTargetsJson(targets),
      results: results.map(toResolutionJson),
      skipped: inputs.skipped,
    }),
    text: () => {
      const found = results.filter((result) => result.status === 'found');
      const [only] = found;
      if (only === undefined) return '';
      return results.length === 1
        ? renderFound(only, session.style)
        : renderFoundTable(found, session.style);
    },
  });
  return exitCodeOfResolutions(results);
};
