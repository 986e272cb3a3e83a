import { UsageError } from '../../../core/errors.ts';
import { TOOL } from '../../../core/tool.ts';
import { planCoverage } from '../../../history/answers/plan-coverage.ts';
import { readCoverage } from '../../../workspace/histories/coverage-history.ts';
import { openBrewpull } from '../../arguments/brewpull/open-brewpull.ts';
import { requireOneForm } from '../../arguments/one-form.ts';
import { readTap } from '../../arguments/formulae/tap.ts';
import { readTargets } from '../../arguments/formulae/targets.ts';
import type { RunCommand } from '../../command.ts';
import { keepHeapSmall } from '../../v8-flags.ts';
import { renderCoverageCsv } from './coverage-csv.ts';
import { renderCoveragePage } from './coverage-html.ts';
import { toCoverageJson } from './coverage-json.ts';
import { renderCoverage } from './coverage-text.ts';
import { writePage } from '../../write-page.ts';

/** Runs `brewpull coverage`. */
export const runCoverage: RunCommand = async (args, session) => {
  const [target, ...others] = readTargets(args, session.terminal);
  const [filter, ...more] = args.positionals;
  if (others.length > 0 || more.length > 0) {
    throw new UsageError('coverage takes one target and at most one name filter');
  }
  requireOneForm(args, ['html', 'csv', 'json']);
  const tap = readTap(args);
  const brewpull = await openBrewpull(args, session);
  const { origin, latest } = await readCoverage(brewpull, {
    tap,
    target,
    beforeAtlas: keepHeapSmall,
  });
  const exactOnly = args.flag('exact');
  const coverage = planCoverage(latest, target, { exactOnly, filter });
  const file = args.text('html');
  if (file !== undefined) {
    const generator = `${TOOL.name} ${TOOL.version}`;
    await writePage(
      renderCoveragePage({ tap, origin, generator, filter }, coverage),
      { file, force: args.flag('force') },
      session,
    );
  } else if (args.flag('csv')) {
    // As bytes: the line ends of CSV hold a carriage return.
    await session.print(Buffer.from(renderCoverageCsv(coverage, origin)));
  } else {
    const view = { style: session.style, all: args.flag('all'), filter, origin };
    await session.answer({
      json: () => toCoverageJson(tap, origin, coverage),
      text: () => renderCoverage(coverage, view),
    });
  }
  return 0;
};
